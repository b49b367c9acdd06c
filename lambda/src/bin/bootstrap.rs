//! The binary that AWS Lambda runs.

#[global_allocator]
static HEAP: lambda::Heap = lambda::heap();

fn main() -> std::process::ExitCode {
    lambda::aws::main(&HEAP)
}
