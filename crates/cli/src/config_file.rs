//! `--experimental-config-file`: flags from a JSON file. Those of `nodeOptions` stand in for NODE_OPTIONS and follow its
//! rules; those of the other namespaces stand before the command line. Only says what the file asks for.

use std::fmt;
use std::io::{Error, ErrorKind};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::flags::{Flag, Kind, find};

/// The file that is read when none is named.
pub const DEFAULT_PATH: &str = "node.config.json";

/// The flags of one file, each as one word.
#[derive(Debug, Default, PartialEq)]
pub struct Configured {
    /// Of `nodeOptions`.
    pub general: Vec<String>,
    /// Of the other namespaces.
    pub scoped: Vec<String>,
}

/// Why a file cannot be used: a line of its own, and what follows the path in the next one.
#[derive(Debug, PartialEq)]
pub struct BadFile {
    pub reason: String,
    pub verdict: &'static str,
}

/// A value of JSON whose names may come twice.
enum Json {
    Other,
    Flag(bool),
    /// A whole number, written as one.
    Whole(i128),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Reads the file at `path`.
///
/// # Errors
/// When it cannot be read or says what it may not.
pub fn read(path: &str) -> Result<Configured, BadFile> {
    let text = std::fs::read(path).map_err(|error| BadFile {
        reason: format!("Cannot read configuration from {path}: {}", told(&error)),
        verdict: "not found",
    })?;
    of_text(path, &text).map_err(|reason| BadFile { reason, verdict: "invalid content" })
}

fn told(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "illegal operation on a directory".to_owned(),
        _ => error.to_string(),
    }
}

fn of_text(path: &str, text: &[u8]) -> Result<Configured, String> {
    let no_object = || format!("Root value unexpected not an object for {path}\n");
    if text.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        return Err(no_object());
    }
    let root = serde_json::from_slice(text).map_err(|_| format!("Can't parse {path}"))?;
    let Json::Object(namespaces) = root else { return Err(no_object()) };
    let mut configured = Configured::default();
    let mut seen = Vec::new();
    for (namespace, value) in namespaces {
        let words = match namespace.as_str() {
            "$schema" => continue,
            "nodeOptions" => &mut configured.general,
            "permission" | "test" | "watch" => &mut configured.scoped,
            "testRunner" => {
                return Err("the \"testRunner\" namespace has been removed. Use \"test\" instead.".to_owned());
            }
            _ => return Err(format!("Unknown namespace {namespace}")),
        };
        let Json::Object(fields) = value else {
            return Err(format!("\"{namespace}\" value unexpected for {path} (should be an object)"));
        };
        for (name, value) in fields {
            let flag = allowed(&namespace, &name)
                .ok_or_else(|| format!("Unknown or not allowed option {name} for namespace {namespace}"))?;
            if seen.contains(&flag.name) {
                return Err(format!("Option {} is already defined", flag.name));
            }
            seen.push(flag.name);
            add(words, flag, &value)?;
        }
    }
    Ok(configured)
}

/// The flag `name`, where the namespace may set it. Other spellings count as unknown.
fn allowed(namespace: &str, name: &str) -> Option<&'static Flag> {
    let flag = find(&format!("--{name}")).filter(|flag| flag.name[2..] == *name)?;
    let is_theirs = match namespace {
        "test" => {
            name == "test"
                || name.starts_with("experimental-test-")
                || (name.starts_with("test-") && name != "test-udp-no-try-send")
        }
        "watch" => name.starts_with("watch"),
        "permission" => name.starts_with("allow-") && flag.in_environment,
        _ => flag.in_environment,
    };
    is_theirs.then_some(flag)
}

fn add(words: &mut Vec<String>, flag: &Flag, value: &Json) -> Result<(), String> {
    let name = flag.name;
    let invalid = || format!("Invalid value for {name}");
    match (flag.kind, value) {
        // The one of V8's that Node counts among its own.
        (Kind::V8, Json::Whole(frames)) if name == "--stack-trace-limit" => words.push(format!("{name}={frames}")),
        (Kind::V8, _) if name == "--stack-trace-limit" => return Err(invalid()),
        (Kind::Switch(_), _) if name == "--abort-on-uncaught-exception" => {
            return Err(format!("V8 flag {name} is currently not supported"));
        }
        (Kind::V8, _) => return Err(format!("V8 flag {name} is currently not supported")),
        (Kind::Nothing, _) => return Err(format!("No-op flag {name} is currently not supported")),
        (Kind::Switch(_), Json::Flag(true)) => words.push(name.to_owned()),
        (Kind::Switch(_), Json::Flag(false)) => words.push(format!("--no-{}", &name[2..])),
        (Kind::Number, Json::Whole(number)) if i64::try_from(*number).is_ok() => words.push(format!("{name}={number}")),
        (Kind::Unsigned, Json::Whole(number)) if u64::try_from(*number).is_ok() => {
            words.push(format!("{name}={number}"));
        }
        // A port, that a command line may name with its host.
        (Kind::Text, Json::Whole(port)) if name == "--inspect-port" && *port >= 0 => {
            words.push(format!("{name}={port}"))
        }
        (Kind::Text, Json::Text(text)) if name != "--inspect-port" => words.push(format!("{name}={text}")),
        (Kind::List, Json::Text(text)) => words.push(format!("{name}={text}")),
        (Kind::List, Json::List(items)) => {
            for item in items {
                let Json::Text(text) = item else { return Err(invalid()) };
                words.push(format!("{name}={text}"));
            }
        }
        _ => return Err(invalid()),
    }
    Ok(())
}

struct Reader;

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Whole(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Whole(value.into()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = access.next_entry::<String, Json>()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let configured = of_text("c.json", text.as_bytes()).expect("a good file");
        [configured.general, configured.scoped].concat()
    }

    fn refusal(text: &str) -> String {
        of_text("c.json", text.as_bytes()).expect_err("a bad file")
    }

    #[test]
    fn values_become_words() {
        assert!(words("{}").is_empty());
        assert_eq!(
            words(r#"{"nodeOptions":{"warnings":false,"require":["a","b"],"title":"x","max-http-header-size":10}}"#),
            ["--no-warnings", "--require=a", "--require=b", "--title=x", "--max-http-header-size=10"]
        );
        assert_eq!(words(r#"{"$schema":1,"test":{"test-concurrency":2},"nodeOptions":{"addons":true}}"#).len(), 2);
        assert_eq!(words(r#"{"nodeOptions":{"inspect-port":65535}}"#), ["--inspect-port=65535"]);
    }

    #[test]
    fn refusals() {
        assert_eq!(refusal(""), "Can't parse c.json");
        assert_eq!(refusal("{"), "Can't parse c.json");
        assert_eq!(refusal("[]"), "Root value unexpected not an object for c.json\n");
        assert_eq!(refusal(r#"{"a":{}}"#), "Unknown namespace a");
        assert_eq!(refusal(r#"{"test":1}"#), "\"test\" value unexpected for c.json (should be an object)");
        assert_eq!(
            refusal(r#"{"nodeOptions":{"test":true}}"#),
            "Unknown or not allowed option test for namespace nodeOptions"
        );
        assert_eq!(refusal(r#"{"nodeOptions":{"jitless":true}}"#), "V8 flag --jitless is currently not supported");
        assert_eq!(
            refusal(r#"{"nodeOptions":{"http-parser":1}}"#),
            "No-op flag --http-parser is currently not supported"
        );
        let twice = r#"{"nodeOptions":{"test-only":true},"test":{"test-only":true}}"#;
        assert_eq!(refusal(twice), "Option --test-only is already defined");
        for (name, value) in
            [("warnings", "1"), ("title", "null"), ("secure-heap", "1.5"), ("max-http-header-size", "-1")]
        {
            let text = format!(r#"{{"nodeOptions":{{"{name}":{value}}}}}"#);
            assert_eq!(refusal(&text), format!("Invalid value for --{name}"));
        }
    }
}
