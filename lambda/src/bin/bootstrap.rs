//! The binary that AWS Lambda runs.

fn main() -> std::process::ExitCode {
    lambda::aws::main()
}
