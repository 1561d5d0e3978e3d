//! Values that a flag cannot have, and flags that cannot stand together. Texts are those of Node.

use crate::parse::CommandLine;

/// Everything that is wrong with a command line, in the order that it is told.
pub fn mistakes(line: &CommandLine) -> Vec<String> {
    let mut found = Vec::new();
    values(line, &mut found);
    pairs(line, &mut found);
    found
}

/// A share of the memory in percent, where the text is one.
pub fn heap_share(text: &str) -> Option<f64> {
    text.parse().ok().filter(|share| *share > 0.0 && *share <= 100.0)
}

fn values(line: &CommandLine, found: &mut Vec<String>) {
    const ALLOWED: &[(&str, &[&str], &str)] = &[
        (
            "--input-type",
            &["commonjs", "module", "commonjs-typescript", "module-typescript"],
            "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \"commonjs-typescript\"",
        ),
        (
            "--unhandled-rejections",
            &["warn-with-error-code", "throw", "strict", "warn", "none"],
            "invalid value for --unhandled-rejections",
        ),
        ("--trace-require-module", &["all", "no-node-modules"], "invalid value for --trace-require-module"),
        ("--test-isolation", &["process", "none"], "invalid value for --test-isolation"),
        ("--use-largepages", &["off", "on", "silent"], "invalid value for --use-largepages"),
    ];
    if line.number("--max-backpressure").is_some_and(|factor| factor < 1.0) {
        found.push("--max-backpressure must be at least 1".to_owned());
    }
    if line.number("--heapsnapshot-near-heap-limit").is_some_and(|count| count < 0.0) {
        found.push("--heapsnapshot-near-heap-limit must not be negative".to_owned());
    }
    let heap = line.number("--secure-heap").unwrap_or(0.0);
    if heap >= 2.0 {
        let least = line.number("--secure-heap-min").unwrap_or(2.0).min(heap).max(2.0);
        for (name, value) in [("--secure-heap", heap), ("--secure-heap-min", least)] {
            if !(value as u64).is_power_of_two() {
                found.push(format!("{name} must be a power of 2"));
            }
        }
    }
    if let Some(share) = line.text("--max-old-space-size-percentage")
        && heap_share(share).is_none()
    {
        found.push(format!("--max-old-space-size-percentage must be greater than 0 and up to 100. Got: {share}"));
    }
    for (name, allowed, text) in ALLOWED {
        if line.text(name).is_some_and(|value| !allowed.contains(&value)) {
            found.push((*text).to_owned());
        }
    }
}

fn pairs(line: &CommandLine, found: &mut Vec<String>) {
    for kind in ["--cpu-prof", "--heap-prof"] {
        for setting in ["name", "dir", "interval"] {
            let name = format!("{kind}-{setting}");
            if !line.is_on(kind) && (line.text(&name).is_some() || line.number(&name).is_some()) {
                found.push(format!("{name} must be used with {kind}"));
            }
        }
    }
    let evaluates = line.text("--eval").is_some();
    let (check, test) = (line.is_on("--check"), line.is_on("--test"));
    if check && evaluates {
        found.push("either --check or --eval can be used, not both".to_owned());
    }
    if line.is_on("--watch") {
        for (on, other) in [(check, "--check"), (evaluates, "--eval"), (line.is_on("--interactive"), "--interactive")] {
            if on {
                found.push(format!("either --watch or {other} can be used, not both"));
            }
        }
        if test && !line.list("--watch-path").is_empty() {
            found.push("--watch-path cannot be used in combination with --test".to_owned());
        }
    }
    if test {
        for (on, other) in [(check, "--check"), (evaluates, "--eval"), (line.is_on("--interactive"), "--interactive")] {
            if on {
                found.push(format!("either --test or {other} can be used, not both"));
            }
        }
    }
    for (one, other) in [("--tls-min-v1.3", "--tls-max-v1.2"), ("--use-openssl-ca", "--use-bundled-ca")] {
        if line.is_on(one) && line.is_on(other) {
            found.push(format!("either {one} or {other} can be used, not both"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes_of(words: &[&str]) -> Vec<String> {
        let mut line = CommandLine::defaults();
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        line.read_arguments(&words).expect("a good command line");
        mistakes(&line)
    }

    #[test]
    fn values_and_pairs() {
        assert!(mistakes_of(&["--input-type=module", "-e", "1"]).is_empty());
        assert_eq!(mistakes_of(&["--unhandled-rejections=x"]), ["invalid value for --unhandled-rejections"]);
        assert_eq!(mistakes_of(&["--max-backpressure=0"]), ["--max-backpressure must be at least 1"]);
        assert!(mistakes_of(&["--max-backpressure=1"]).is_empty());
        assert_eq!(mistakes_of(&["--secure-heap=1000"]), ["--secure-heap must be a power of 2"]);
        assert!(mistakes_of(&["--secure-heap=4096", "--secure-heap-min=4"]).is_empty());
        assert_eq!(mistakes_of(&["--cpu-prof-name=x"]), ["--cpu-prof-name must be used with --cpu-prof"]);
        assert!(mistakes_of(&["--heap-prof-interval=8", "--heap-prof"]).is_empty());
        assert_eq!(
            mistakes_of(&["--heapsnapshot-near-heap-limit=-1"]),
            ["--heapsnapshot-near-heap-limit must not be negative"]
        );
        assert!(mistakes_of(&["--max-old-space-size-percentage=12.5"]).is_empty());
        assert_eq!(
            mistakes_of(&["--max-old-space-size-percentage=1%"]),
            ["--max-old-space-size-percentage must be greater than 0 and up to 100. Got: 1%"]
        );
        assert_eq!(mistakes_of(&["--test", "-c", "-e", "1"]).len(), 3);
    }
}
