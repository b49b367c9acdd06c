//! The local command: serve, replay, check.

fn main() -> std::process::ExitCode {
    lambda::cli::main()
}
