//! The local command: serve, replay, check.

#[global_allocator]
static HEAP: lambda::Heap = lambda::heap();

fn main() -> std::process::ExitCode {
    lambda::cli::main(&HEAP)
}
