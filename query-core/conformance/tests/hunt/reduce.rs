//! Makes a failing query simpler: shorter lists of choices, and smaller ones.

/// How often a simpler list is tried.
const TRIES: usize = 600;

/// The simplest list found for which `fails` still holds.
pub(crate) fn reduce(mut choices: Vec<u32>, mut fails: impl FnMut(&[u32]) -> bool) -> Vec<u32> {
    let mut tries = 0;
    let mut size = choices.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < choices.len() && tries < TRIES {
            let end = (at + size).min(choices.len());
            let mut shorter = choices.clone();
            shorter.drain(at..end);
            let mut smaller = choices.clone();
            smaller[at..end].fill(0);
            tries += 2;
            if fails(&shorter) {
                choices = shorter;
            } else if smaller != choices && fails(&smaller) {
                choices = smaller;
                at = end;
            } else {
                at = end;
            }
        }
        size /= 2;
    }
    choices
}
