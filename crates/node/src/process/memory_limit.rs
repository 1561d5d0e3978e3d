//! The memory that the control group leaves this process, read as libuv reads it: the process's own group first, in either
//! generation, then the root of the groups. Reads files under /proc and /sys alone.

use weir_engine::op;

const CGROUPS: &str = "/sys/fs/cgroup";
/// What a group without a limit is told as.
const UNLIMITED: u64 = u64::MAX;

/// The files of one group: two limits, of which the smaller holds, and what is in use.
struct Group {
    folder: String,
    names: [&'static str; 3],
}

/// The groups to ask, the process's own first, by the text of /proc/self/cgroup.
fn groups(own: &str) -> [Group; 2] {
    let (root, names, path) = match own.strip_prefix("0::/") {
        Some(rest) => {
            (CGROUPS.to_owned(), ["memory.high", "memory.max", "memory.current"], rest.lines().next().unwrap_or(""))
        }
        None => {
            let path = own.lines().find_map(|line| line.split_once(":memory:/")).map_or("", |(_, path)| path);
            let names = ["memory.soft_limit_in_bytes", "memory.limit_in_bytes", "memory.usage_in_bytes"];
            (format!("{CGROUPS}/memory"), names, path)
        }
    };
    [Group { folder: format!("{root}/{path}"), names }, Group { folder: root, names }]
}

/// A figure of a group; 0 where there is none. The first generation's greatest value stands for no limit.
fn figure(text: &str) -> u64 {
    const NO_LIMIT: u64 = i64::MAX as u64 & !0xffff;
    match text.trim() {
        "max" => UNLIMITED,
        digits => digits.parse().map_or(0, |bytes| if bytes >= NO_LIMIT { UNLIMITED } else { bytes }),
    }
}

impl Group {
    fn read(&self, index: usize) -> u64 {
        std::fs::read_to_string(format!("{}/{}", self.folder, self.names[index])).map_or(0, |text| figure(&text))
    }

    /// The limit; none where either file is missing.
    fn limit(&self) -> Option<u64> {
        let (high, max) = (self.read(0), self.read(1));
        (high != 0 && max != 0).then(|| high.min(max))
    }
}

/// The limit in bytes and the use; 0 as the limit where groups tell none.
fn limit_and_use() -> (u64, u64) {
    let own = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let groups = groups(&own);
    let limited = groups.iter().find_map(|group| Some((group, group.limit()?)));
    limited.map_or((0, 0), |(group, limit)| (limit, group.read(2)))
}

/// The system's memory by the name of /proc/meminfo, in bytes.
pub fn of_system(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.trim_start_matches(':').trim().strip_suffix(" kB"))
        .and_then(|kilobytes| kilobytes.trim().parse::<f64>().ok())
        .map_or(0.0, |kilobytes| kilobytes * 1024.0)
}

/// The bytes that this process may come to use: the group's limit, or the system's memory.
pub fn for_this_process() -> f64 {
    match limit_and_use().0 {
        0 | UNLIMITED => of_system("MemTotal"),
        limit => limit as f64,
    }
}

/// `constrainedMemory()`: the control group's limit in bytes; 0 where it cannot be told.
#[op]
pub fn constrained_memory() -> f64 {
    limit_and_use().0 as f64
}

/// `availableMemory()`: bytes that this process could still get.
#[op]
pub fn available_memory() -> f64 {
    let (limit, used) = limit_and_use();
    if limit == 0 || limit as f64 > of_system("MemTotal") {
        return of_system("MemAvailable");
    }
    limit.saturating_sub(used) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_found_in_either_generation() {
        let second = groups("0::/user.slice/a\n");
        assert_eq!(second[0].folder, "/sys/fs/cgroup/user.slice/a");
        assert_eq!((second[1].folder.as_str(), second[1].names[1]), ("/sys/fs/cgroup", "memory.max"));
        let first = groups("5:devices:/\n4:memory:/x/y\n0::/\n");
        assert_eq!(first[0].folder, "/sys/fs/cgroup/memory/x/y");
        assert_eq!(first[1].names[1], "memory.limit_in_bytes");
    }

    #[test]
    fn figures() {
        assert_eq!(figure("max\n"), UNLIMITED);
        assert_eq!(figure("9223372036854771712\n"), UNLIMITED);
        assert_eq!(figure("1048576\n"), 1_048_576);
        assert_eq!(figure("?"), 0);
    }
}
