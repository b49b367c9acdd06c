//! The choices that make a query.

/// A list of numbers, each a choice. Where it ends, and at 0, the choice is the simplest: so what proptest does to make a
/// list smaller makes the query simpler.
#[derive(Debug)]
pub struct Tape<'a> {
    choices: std::slice::Iter<'a, u32>,
}

impl<'a> Tape<'a> {
    /// The choices in this order.
    pub fn new(choices: &'a [u32]) -> Self {
        Self { choices: choices.iter() }
    }

    /// A number below `end`; 0 is the simplest.
    pub fn below(&mut self, end: usize) -> usize {
        let choice = self.choices.next().copied().unwrap_or_default();
        ((u64::from(choice) * end as u64) >> 32) as usize
    }

    /// True so many times out of a hundred; false is the simpler.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of these; the first is the simplest.
    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }
}
