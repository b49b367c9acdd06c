//! The local command: serve, replay, check.

#[global_allocator]
static HEAP: limbda::Heap = limbda::heap();

fn main() -> std::process::ExitCode {
    limbda::cli::main(&HEAP)
}
