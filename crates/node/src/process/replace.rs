//! `process.execve()`: this process becomes another program.

use std::os::unix::process::CommandExt as _;

use weir_engine::{errno_name, op};

use crate::Env;

/// `execve(path, argv, environ)`: `argv` starts with the name the program sees; `environ` is flat pairs. Returns the
/// error's name when the program could not be started. Standard input, output and error stay open; everything else that
/// weir has open is closed by the kernel.
#[op]
fn execve(env: &Env, path: &str, argv: Vec<String>, environ: Vec<String>) -> String {
    let mut command = std::process::Command::new(path);
    let mut argv = argv.into_iter();
    // Without arguments the program gets an empty name.
    command.arg0(argv.next().unwrap_or_default());
    command.args(argv);
    command.env_clear();
    env.send_what_is_held();
    command.envs(environ.chunks_exact(2).map(|pair| (&pair[0], &pair[1])));
    let error = command.exec();
    errno_name(error.raw_os_error().unwrap_or(libc::ENOENT)).0.to_owned()
}
