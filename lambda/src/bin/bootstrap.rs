//! The binary that AWS Lambda runs.

#[global_allocator]
static HEAP: limbda::Heap = limbda::heap();

fn main() -> std::process::ExitCode {
    limbda::aws::main(&HEAP)
}
