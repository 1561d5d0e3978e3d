//! Instructions that the resolution of a module takes, counted by valgrind; `./x counts` runs it. The disk is a table of
//! paths, so that what is counted is the rules. Ceilings as in the loop's counts: a tenth above what it takes today.

use gungraun::{
    Callgrind, CallgrindMetrics, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use std::collections::HashMap;
use std::hint::black_box;
use std::io;
use weir_resolve::{CjsRequest, FileKind, Files, LinkKind, Resolver, Urls};

/// How often each path is walked in one count.
const TIMES: u64 = 100;

/// Files by path with their text, folders without.
struct Table(HashMap<&'static str, Option<&'static str>>);

impl Files for Table {
    fn stat_kind(&self, path: &str) -> FileKind {
        match self.0.get(path) {
            Some(Some(_)) => FileKind::File,
            Some(None) => FileKind::Dir,
            None => FileKind::Missing,
        }
    }

    fn link_kind(&self, path: &str) -> LinkKind {
        match self.stat_kind(path) {
            FileKind::File => LinkKind::File,
            FileKind::Dir => LinkKind::Dir,
            FileKind::Missing => LinkKind::Missing,
        }
    }

    fn read_to_string(&self, path: &str) -> io::Result<String> {
        self.0.get(path).copied().flatten().map(str::to_owned).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn realpath(&self, path: &str) -> io::Result<String> {
        Ok(path.to_owned())
    }

    fn cwd(&self) -> String {
        "/app".to_owned()
    }
}

/// Joins what is relative; enough for requests without a query.
struct Joined;

impl Urls for Joined {
    fn parse(&self, input: &str, base: Option<&str>) -> Option<String> {
        ada_url::Url::parse(input, base).ok().map(|url| url.href().to_owned())
    }
}

type Fixture = Resolver<Table, Joined>;

fn resolver() -> Fixture {
    let files = [
        ("/", None),
        ("/app", None),
        ("/app/lib", None),
        ("/app/lib/util.js", Some("")),
        ("/app/node_modules", None),
        ("/app/node_modules/left", None),
        ("/app/node_modules/left/package.json", Some(r#"{"main":"lib/left"}"#)),
        ("/app/node_modules/left/lib", None),
        ("/app/node_modules/left/lib/left.js", Some("")),
        ("/app/node_modules/right", None),
        (
            "/app/node_modules/right/package.json",
            Some(r#"{"exports":{".":{"import":"./i.mjs","require":"./r.js"},"./sub/*":"./sub/*.js"}}"#),
        ),
        ("/app/node_modules/right/r.js", Some("")),
        ("/app/node_modules/right/i.mjs", Some("")),
        ("/app/package.json", Some(r#"{"type":"commonjs"}"#)),
    ];
    Resolver::new(Table(files.into()), Joined, |name| name == "fs")
}

fn at_most(instructions: u64) -> LibraryBenchmarkConfig {
    let mut callgrind = Callgrind::default();
    callgrind.hard_limits([(CallgrindMetrics::SingleEvent(EventKind::Ir), instructions)]);
    LibraryBenchmarkConfig::default().tool(callgrind).to_owned()
}

fn require(resolver: &Fixture, request: &str, paths: &[&str]) {
    for _ in 0..TIMES {
        resolver.begin_operation();
        let found = resolver.resolve_cjs(&CjsRequest {
            request: black_box(request),
            parent: Some("/app/lib/main.js"),
            paths,
            is_main: false,
            extensions: &[".js", ".json", ".node"],
            conditions: &["node", "require", "module-sync"],
        });
        assert!(black_box(found).is_ok_and(|found| found.is_some()));
    }
}

const FOLDERS: &[&str] = &["/app/lib/node_modules", "/app/node_modules", "/node_modules"];

// `require('./util')`.
#[library_benchmark(setup = resolver, config = at_most(TIMES * 4_200))]
fn relative(resolver: Fixture) -> Fixture {
    require(&resolver, "./util", &["/app/lib"]);
    resolver
}

// `require('left')`, a package with `main` in the second folder.
#[library_benchmark(setup = resolver, config = at_most(TIMES * 15_900))]
fn package_with_main(resolver: Fixture) -> Fixture {
    require(&resolver, "left", FOLDERS);
    resolver
}

// `require('right')`, a package with `exports`.
#[library_benchmark(setup = resolver, config = at_most(TIMES * 16_000))]
fn package_with_exports(resolver: Fixture) -> Fixture {
    require(&resolver, "right", FOLDERS);
    resolver
}

// `import 'right'`.
#[library_benchmark(setup = resolver, config = at_most(TIMES * 16_900))]
fn imported_package(resolver: Fixture) -> Fixture {
    for _ in 0..TIMES {
        resolver.begin_operation();
        let found = resolver.resolve_esm(black_box("right"), "file:///app/lib/m.mjs", &["node", "import"], false);
        assert!(black_box(found).is_ok());
    }
    resolver
}

library_benchmark_group!(
    name = requests;
    benchmarks = relative, package_with_main, package_with_exports, imported_package
);

main!(library_benchmark_groups = requests);
