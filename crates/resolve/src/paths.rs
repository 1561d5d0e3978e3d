//! POSIX path arithmetic on strings, with the results of `path.resolve` and `path.dirname`. Never touches the disk.

/// `path`, which is absolute, without `.`, `..`, doubled and trailing slashes.
pub fn normalize(path: &str) -> String {
    if is_normal(path) {
        return path.to_owned();
    }
    let mut out = String::with_capacity(path.len());
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                let cut = out.rfind('/').unwrap_or(0);
                out.truncate(cut);
            }
            _ => {
                out.push('/');
                out.push_str(part);
            }
        }
    }
    if out.is_empty() {
        out.push('/');
    }
    out
}

/// Whether an absolute path is already in normal form; nearly all are, and then no work is due.
fn is_normal(path: &str) -> bool {
    let bytes = path.as_bytes();
    if bytes.first() != Some(&b'/') || (bytes.len() > 1 && bytes.last() == Some(&b'/')) {
        return bytes == b"/";
    }
    let mut start = 1;
    for index in 1..=bytes.len() {
        if index == bytes.len() || bytes[index] == b'/' {
            let part = &bytes[start..index];
            if (part.is_empty() && bytes.len() > 1) || part == b"." || part == b".." {
                return false;
            }
            start = index + 1;
        }
    }
    true
}

/// `path.resolve(base, request)`; `cwd` is asked only when neither is absolute.
pub fn resolve(base: &str, request: &str, cwd: impl FnOnce() -> String) -> String {
    if request.starts_with('/') {
        return normalize(request);
    }
    let start = if base.starts_with('/') { String::new() } else { cwd() };
    let mut joined = String::with_capacity(start.len() + base.len() + request.len() + 2);
    joined.push_str(&start);
    if !base.is_empty() {
        if !start.is_empty() {
            joined.push('/');
        }
        joined.push_str(base);
    }
    if !request.is_empty() {
        joined.push('/');
        joined.push_str(request);
    }
    if !joined.starts_with('/') {
        joined.insert(0, '/');
    }
    normalize(&joined)
}

/// The folder of an absolute path; the root's is the root.
pub(crate) fn dirname(path: &str) -> &str {
    let trimmed = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
    match trimmed.rfind('/') {
        None | Some(0) => "/",
        Some(at) => &trimmed[..at],
    }
}

/// The folder that relative references from an absolute path start in: all before its last slash.
pub(crate) fn folder_of(path: &str) -> &str {
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(at) => &path[..at],
    }
}

/// `dir/name`, without doubling the root's slash.
pub(crate) fn join(dir: &str, name: &str) -> String {
    let mut out = String::with_capacity(dir.len() + name.len() + 1);
    out.push_str(dir);
    if !dir.ends_with('/') {
        out.push('/');
    }
    out.push_str(name);
    out
}

/// `Module._nodeModulePaths(from)`: every `node_modules` folder that a module in the absolute folder `from` looks into,
/// nearest first. A folder that is itself called `node_modules` gets no second one inside.
pub fn node_modules_paths(from: &str) -> Vec<String> {
    let from = normalize(from);
    let mut out = Vec::with_capacity(8);
    let mut dir = from.as_str();
    while dir.len() > 1 {
        let at = dir.rfind('/').unwrap_or(0);
        if &dir[at + 1..] != "node_modules" {
            out.push(join(dir, "node_modules"));
        }
        dir = &dir[..at];
    }
    out.push("/node_modules".to_owned());
    out
}

/// `Module.globalPaths`: the folders of `NODE_PATH`, then those under the home folder, then the installation's.
pub fn global_paths(node_path: Option<&str>, home: Option<&str>, exec_path: &str) -> Vec<String> {
    let mut out: Vec<String> =
        node_path.unwrap_or_default().split(':').filter(|folder| !folder.is_empty()).map(str::to_owned).collect();
    if let Some(home) = home.filter(|home| !home.is_empty()) {
        let cwd = || "/".to_owned();
        out.push(resolve(home, ".node_modules", cwd));
        out.push(resolve(home, ".node_libraries", cwd));
    }
    let prefix = dirname(dirname(exec_path));
    out.push(normalize(&join(prefix, "lib/node")));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        for (input, want) in [
            ("/", "/"),
            ("//", "/"),
            ("/a/", "/a"),
            ("/a/./b", "/a/b"),
            ("/a/../b", "/b"),
            ("/../..", "/"),
            ("/a//b", "/a/b"),
            ("/a.b/..c", "/a.b/..c"),
        ] {
            assert_eq!(normalize(input), want, "{input}");
        }
    }

    #[test]
    fn resolves_against_base_and_cwd() {
        let cwd = || "/w".to_owned();
        assert_eq!(resolve("/a", "./b", cwd), "/a/b");
        assert_eq!(resolve("/a", "/b", cwd), "/b");
        assert_eq!(resolve("", "/b/", cwd), "/b");
        assert_eq!(resolve("x", "../y", cwd), "/w/y");
        assert_eq!(resolve("", "", cwd), "/w");
    }

    #[test]
    fn lookup_folders() {
        assert_eq!(
            node_modules_paths("/a/node_modules/b"),
            ["/a/node_modules/b/node_modules", "/a/node_modules", "/node_modules"]
        );
        assert_eq!(node_modules_paths("/"), ["/node_modules"]);
        assert_eq!(node_modules_paths("/node_modules"), ["/node_modules"]);
    }

    #[test]
    fn global_folders() {
        assert_eq!(
            global_paths(Some("/x::/y"), Some("/home/u"), "/usr/bin/weir"),
            ["/x", "/y", "/home/u/.node_modules", "/home/u/.node_libraries", "/usr/lib/node"]
        );
    }
}
