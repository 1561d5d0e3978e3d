//! `weir`: reads the command line and the environment, then boots and runs one environment. Nothing of the runtime's
//! behaviour is here.

mod flags;
mod parse;
mod policy;

use std::path::PathBuf;
use std::process::exit;

use parse::{BadCommandLine, CommandLine};
use weir_runtime::{CodeCacheFolder, Environment, RunOptions, StartTimes, hrtime};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit code of a command line that cannot be used.
const INVALID_ARGUMENT: i32 = 9;
/// The version of Node whose programs run here.
const NODE_VERSION: &str = "v24.21.0";

fn main() {
    let process = hrtime();
    weir_runtime::prepare_process();
    let mut words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let argv0 = words.next().unwrap_or_else(|| String::from("weir"));
    let words: Vec<String> = words.collect();
    let line = match read(&words) {
        Ok(line) => line,
        Err(BadCommandLine(message)) => {
            eprintln!("{argv0}: {message}");
            exit(INVALID_ARGUMENT);
        }
    };
    if line.is_on("--version") {
        println!("{NODE_VERSION}");
        return;
    }
    if line.is_on("--help") {
        print!("{}", flags::help());
        return;
    }
    let node = hrtime();
    let unknown = weir_runtime::set_v8_flags(&line.v8);
    if let Some(flag) = unknown.first() {
        eprintln!("{argv0}: bad option: {flag}");
        exit(INVALID_ARGUMENT);
    }
    let mut options = run_options(&line, argv0);
    options.start_times = StartTimes { process, node, engine: hrtime() };
    if let Some(target) = line.text("--build-snapshot-into") {
        build_snapshot(&options, target);
        return;
    }
    match Environment::new(&options) {
        Ok(environment) => {
            let code = environment.run(&options);
            // The process is over: taking the heap apart first would only cost time.
            weir_runtime::exit_process(code);
        }
        Err(message) => {
            eprintln!("{message}");
            exit(1);
        }
    }
}

fn read(words: &[String]) -> Result<CommandLine, BadCommandLine> {
    let mut own = CommandLine::defaults();
    own.read_arguments(words)?;
    for (name, required) in [("--env-file", true), ("--env-file-if-exists", false)] {
        for path in own.list(name) {
            weir_runtime::load_env_file(path, required).map_err(BadCommandLine)?;
        }
    }
    match std::env::var("NODE_OPTIONS") {
        Ok(text) if !text.is_empty() => {
            let mut line = CommandLine::defaults();
            line.read_environment(&text)?;
            line.read_arguments(words)?;
            Ok(line)
        }
        _ => Ok(own),
    }
}

fn run_options(line: &CommandLine, argv0: String) -> RunOptions {
    let exec_path = std::env::current_exe().map_or_else(|_| argv0.clone(), |path| path.to_string_lossy().into_owned());
    let threads = std::env::var("UV_THREADPOOL_SIZE").ok().and_then(|text| text.parse().ok());
    RunOptions {
        args: line.args.clone(),
        exec_args: line.exec_args.clone(),
        argv0,
        exec_path,
        options: line.options.iter().map(|(name, value)| (*name, value.clone())).collect(),
        environment_flags: flags::FLAGS.iter().filter(|flag| flag.in_environment).map(|flag| flag.name).collect(),
        threads,
        development_root: development_root(),
        policy: policy::of(line),
        use_snapshot: line.is_on("--node-snapshot"),
        code_cache: code_cache(line),
        start_times: StartTimes::default(),
    }
}

/// Where compiled code of the program may be kept: where NODE_COMPILE_CACHE says, else in the user's cache folder. A
/// program under a permission policy writes nothing that it did not ask for.
fn code_cache(line: &CommandLine) -> CodeCacheFolder {
    let given = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if given("NODE_DISABLE_COMPILE_CACHE").is_some() {
        return CodeCacheFolder::default();
    }
    if let Some(path) = given("NODE_COMPILE_CACHE") {
        return CodeCacheFolder { path: std::path::absolute(path).ok(), asked_for: true };
    }
    if !line.is_on("--compile-cache") || line.is_on("--permission") {
        return CodeCacheFolder::default();
    }
    let folder = given("XDG_CACHE_HOME").or_else(|| given("HOME").map(|home| home.join(".cache")));
    CodeCacheFolder { path: folder.filter(|path| path.is_absolute()).map(|path| path.join("weir")), asked_for: false }
}

/// The source tree's built-in JavaScript, when WEIR_DEV_JS asks for it.
fn development_root() -> Option<PathBuf> {
    let wanted = std::env::var_os("WEIR_DEV_JS").is_some_and(|value| value == "1");
    wanted.then(|| PathBuf::from(weir_runtime::SOURCE_ROOT))
}

fn build_snapshot(options: &RunOptions, target: &str) {
    let result = weir_runtime::make_snapshot(options).and_then(|blob| {
        weir_runtime::append_snapshot(target.as_ref(), &blob).map_err(|error| format!("{target}: {error}"))
    });
    if let Err(message) = result {
        eprintln!("cannot build a start-up snapshot: {message}");
        exit(1);
    }
}
