//! `weir`: reads the command line and the environment, then boots and runs one environment. Nothing of the runtime's
//! behaviour is here.

mod allocator;
mod checks;
mod config_file;
mod cxx;
mod flags;
mod parse;
mod policy;
mod run_script;
mod variables;

use std::path::PathBuf;
use std::process::exit;

use config_file::Configured;
use parse::{BadCommandLine, CommandLine};
use weir_runtime::{CodeCacheFolder, Environment, OptionValue, RunOptions, StartTimes, hrtime};

/// The exit code of a command line that cannot be used.
const INVALID_ARGUMENT: i32 = 9;
/// The version of Node whose programs run here.
const NODE_VERSION: &str = "v24.21.0";

/// The exit code of a value that only the start finds out to be wrong.
const INVALID_VALUE: i32 = 12;

fn main() {
    let process = hrtime();
    weir_runtime::prepare_process();
    let mut words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let argv0 = words.next().unwrap_or_else(|| String::from("weir"));
    let words: Vec<String> = words.collect();
    let line = match read(&words) {
        Ok(line) => line,
        Err(BadCommandLine(message)) => refuse(&argv0, &[message], INVALID_ARGUMENT),
    };
    let mistakes = checks::mistakes(&line);
    if !mistakes.is_empty() {
        refuse(&argv0, &mistakes, INVALID_ARGUMENT);
    }
    let node = hrtime();
    let unknown = weir_runtime::set_v8_flags(&line.v8);
    if !unknown.is_empty() {
        let messages: Vec<String> = unknown.iter().map(|flag| format!("bad option: {flag}")).collect();
        refuse(&argv0, &messages, INVALID_ARGUMENT);
    }
    if let Some(name) = line.list("--security-revert").first() {
        refuse(&argv0, &[format!("Error: Attempt to revert an unknown CVE [{name}]")], INVALID_VALUE);
    }
    if line.text("--disable-proto").is_some_and(|mode| !["delete", "throw"].contains(&mode)) {
        refuse(&argv0, &["invalid mode passed to --disable-proto".to_owned()], INVALID_VALUE);
    }
    if tell(&line) {
        return;
    }
    if let Some(name) = line.text("--run") {
        say(&mut std::io::stderr(), &format!("{}\n", run_script::run(name, &line.args)));
        exit(1);
    }
    let mut options = run_options(&line, argv0);
    options.start_times = StartTimes { process, node, engine: hrtime() };
    if let Some(target) = line.text("--build-snapshot-into") {
        build_snapshot(&options, target);
        return;
    }
    if let Some(target) = line.text("--build-code-into") {
        if let Err(message) = weir_runtime::append_code(target.as_ref(), &options) {
            say(&mut std::io::stderr(), &format!("cannot compile the built-in code: {message}\n"));
            exit(1);
        }
        return;
    }
    match Environment::new(&options) {
        Ok(environment) => {
            let code = environment.run(&options);
            // The process is over: taking the heap apart first would only cost time.
            weir_runtime::exit_process(code);
        }
        Err(message) => {
            say(&mut std::io::stderr(), &format!("{message}\n"));
            exit(1);
        }
    }
}

/// Answers `--version`, `--v8-options` and `--help`; true when one of them was asked for.
fn tell(line: &CommandLine) -> bool {
    let text = if line.is_on("--version") {
        format!("{NODE_VERSION}\n")
    } else if line.is_on("--help") {
        flags::help()
    } else {
        if line.is_on("--v8-options") {
            // V8 prints them and ends the process.
            weir_runtime::set_v8_flags(&["--help".to_owned()]);
        }
        return false;
    };
    say(&mut std::io::stdout(), &text);
    true
}

/// Says what is wrong and ends the process.
fn refuse(argv0: &str, messages: &[String], code: i32) -> ! {
    let text: String = messages.iter().map(|message| format!("{argv0}: {message}\n")).collect();
    say(&mut std::io::stderr(), &text);
    exit(code)
}

/// Writes to a stream that may be closed or full, in which case nobody is left to tell.
fn say(stream: &mut impl std::io::Write, text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

fn read(words: &[String]) -> Result<CommandLine, BadCommandLine> {
    let mut own = CommandLine::defaults();
    own.read_arguments(words)?;
    // Who watches a program leaves the files of variables to the program, which reads them anew at each start.
    let watches = (own.is_on("--watch") || !own.list("--watch-path").is_empty()) && !own.is_on("--test");
    // A variable that is set, even to nothing, has a file's flags of the same standing count for nothing. One of a file
    // of variables has not.
    let outranked = std::env::var_os("NODE_OPTIONS").is_some();
    if !watches {
        weir_runtime::load_env_files(&own.env_files).map_err(BadCommandLine)?;
    }
    let text = variables::options();
    let configured = configured(&mut own)?;
    let mut line = own;
    if !text.is_empty() || configured.is_some() {
        let config_file = line.options.remove("--experimental-config-file");
        let configured = configured.unwrap_or_default();
        line = CommandLine::defaults();
        if !outranked {
            line.read_configured(&configured.general)?;
        }
        line.read_environment(&text)?;
        line.read_scoped(&configured.scoped)?;
        line.read_arguments(words)?;
        line.options.extend(config_file.map(|path| ("--experimental-config-file", path)));
    }
    variables::apply(&mut line);
    if !line.list("--watch-path").is_empty() {
        line.set("--watch", OptionValue::Flag(true));
    }
    if line.is_on("--experimental-transform-types") {
        // Transformed text has other lines: its errors are told by its map.
        line.set("--enable-source-maps", OptionValue::Flag(true));
    }
    if let Some(share) = line.text("--max-old-space-size-percentage").and_then(checks::heap_share) {
        let mebibytes = weir_runtime::memory_for_this_process() / f64::from(1 << 20);
        line.v8.push(format!("--max-old-space-size={}", (mebibytes * share / 100.0) as u64));
    }
    Ok(line)
}

/// What the file of flags says, when the command line asks for one. A file that is named counts before the default one.
fn configured(line: &mut CommandLine) -> Result<Option<Configured>, BadCommandLine> {
    const NAME: &str = "--experimental-config-file";
    let named = line.text(NAME).is_some_and(|path| !path.is_empty());
    if !named && line.is_on("--experimental-default-config-file") {
        line.set(NAME, OptionValue::Text(config_file::DEFAULT_PATH.to_owned()));
    }
    let Some(path) = line.text(NAME).filter(|path| !path.is_empty()) else { return Ok(None) };
    config_file::read(path).map(Some).map_err(|bad| {
        say(&mut std::io::stderr(), &format!("{}\n", bad.reason));
        BadCommandLine(format!("{path}: {}", bad.verdict))
    })
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
        environment_flags: environment_flags(),
        flags_in_force: line.flags_in_force(),
        threads,
        development_root: development_root(),
        policy: policy::of(line),
        use_snapshot: line.is_on("--node-snapshot"),
        code_cache: code_cache(line),
        start_times: StartTimes::default(),
    }
}

/// The names that NODE_OPTIONS may hold, other spellings included.
fn environment_flags() -> Vec<&'static str> {
    let allowed = flags::FLAGS.iter().filter(|flag| flag.in_environment);
    allowed.flat_map(|flag| std::iter::once(flag.name).chain(flag.aliases.iter().copied())).collect()
}

/// Where compiled code of the program may be kept: where NODE_COMPILE_CACHE says, else in the user's cache folder. A
/// program under a permission policy writes nothing that it did not ask for.
fn code_cache(line: &CommandLine) -> CodeCacheFolder {
    let given = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if given("NODE_DISABLE_COMPILE_CACHE").is_some() {
        return CodeCacheFolder::default();
    }
    let portable = given("NODE_COMPILE_CACHE_PORTABLE").is_some_and(|value| value.as_os_str() == "1");
    let traced = given("NODE_DEBUG_NATIVE")
        .is_some_and(|list| list.to_string_lossy().to_ascii_uppercase().split(',').any(|name| name == "COMPILE_CACHE"));
    if let Some(path) = given("NODE_COMPILE_CACHE") {
        return CodeCacheFolder { path: std::path::absolute(path).ok(), asked_for: true, portable, traced };
    }
    // The program may still ask for one.
    let none = CodeCacheFolder { portable, traced, ..CodeCacheFolder::default() };
    if !line.is_on("--compile-cache") || line.is_on("--permission") {
        return none;
    }
    let folder = given("XDG_CACHE_HOME").or_else(|| given("HOME").map(|home| home.join(".cache")));
    CodeCacheFolder { path: folder.filter(|path| path.is_absolute()).map(|path| path.join("weir")), ..none }
}

/// The source tree's built-in JavaScript, when WEIR_DEV_JS asks for it.
fn development_root() -> Option<PathBuf> {
    let wanted = std::env::var_os("WEIR_DEV_JS").is_some_and(|value| value == "1");
    wanted.then(|| PathBuf::from(weir_runtime::SOURCE_ROOT))
}

fn build_snapshot(options: &RunOptions, target: &str) {
    let result = weir_runtime::make_snapshot(options).and_then(|blob| {
        weir_runtime::append_snapshot(target.as_ref(), &blob, &[]).map_err(|error| format!("{target}: {error}"))
    });
    if let Err(message) = result {
        say(&mut std::io::stderr(), &format!("cannot build a start-up snapshot: {message}\n"));
        exit(1);
    }
}
