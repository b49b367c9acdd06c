//! `cargo xtask cost`: what requests cost on AWS, by the prices that AWS publishes.
//!
//! A month's compute is requests x billed seconds x gigabytes; what the free tier leaves of it is paid. The prices are those
//! of US East (N. Virginia), in US dollars, of the first tier, as public pages that quote AWS's price list gave them in November
//! 2026: <https://aws.amazon.com/lambda/pricing/> and <https://aws.amazon.com/api-gateway/pricing/> have today's and those of
//! other regions. Data sent out, logs and alarms come on top.

use anyhow::{Result, ensure};
use clap::ValueEnum;

use crate::table::table;

/// Lambda, for a million requests.
const REQUESTS: f64 = 0.20;

/// An HTTP API, for a million requests of up to 512 KB each. A Function URL costs nothing.
const HTTP_API: f64 = 1.00;

/// Lambda's free tier, every month, for as long as the account is there.
const FREE_REQUESTS: u64 = 1_000_000;
pub(crate) const FREE_GB_SECONDS: f64 = 400_000.0;

/// What the function runs on.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Architecture {
    #[value(name = "arm64")]
    Arm64,
    #[value(name = "x86_64")]
    X86_64,
}

impl Architecture {
    /// As AWS writes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }

    /// The price of a gigabyte for a second.
    const fn gb_second(self) -> f64 {
        match self {
            Self::Arm64 => 0.000_013_333_4,
            Self::X86_64 => 0.000_016_666_7,
        }
    }
}

/// What a million requests cost, in US dollars, when the free tier is used up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) requests: f64,
    pub(crate) compute: f64,
    pub(crate) http_api: f64,
}

impl Cost {
    /// All of it.
    pub(crate) fn total(self) -> f64 {
        self.requests + self.compute + self.http_api
    }
}

/// The cost of a million requests of this duration, on a function of this memory.
pub(crate) fn cost_per_million(duration_ms: f64, memory_mb: u32, architecture: Architecture) -> Cost {
    let compute = 1e6 * gb_seconds(duration_ms, memory_mb) * architecture.gb_second();
    Cost { requests: REQUESTS, compute, http_api: HTTP_API }
}

/// How many requests of this duration a month has for nothing, as far as Lambda goes: the fewer of what its two allowances
/// last for.
pub(crate) fn requests_in_free_tier(duration_ms: f64, memory_mb: u32) -> u64 {
    FREE_REQUESTS.min((FREE_GB_SECONDS / gb_seconds(duration_ms, memory_mb)) as u64)
}

/// What one request is billed: a begun millisecond counts as a whole one.
pub(crate) fn gb_seconds(duration_ms: f64, memory_mb: u32) -> f64 {
    duration_ms.ceil().max(1.0) / 1e3 * f64::from(memory_mb) / 1024.0
}

/// Say what requests cost on AWS, and how many a month are free.
///
/// By published prices of US East (N. Virginia), in US dollars. A duration is what CloudWatch calls `Billed Duration`, or
/// what a benchmark measured; a cold start adds its own, once for each environment.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long a request runs, in milliseconds; may be given several times.
    #[arg(long = "duration-ms", value_name = "MS", default_values_t = [1.0, 10.0, 100.0])]
    durations: Vec<f64>,
    /// Megabytes of the function.
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(128..=10_240))]
    memory: u32,
    /// What the function runs on.
    #[arg(long, default_value = "arm64")]
    architecture: Architecture,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let valid = options.durations.iter().all(|duration| duration.is_finite() && *duration >= 0.0);
    ensure!(valid, "--duration-ms takes milliseconds, such as 1.5");
    print!("{}", report(options));
    Ok(())
}

fn report(options: &Options) -> String {
    let rows: Vec<_> = options.durations.iter().map(|duration| row(*duration, options)).collect();
    table(["ms", "free a month", "million: requests", "compute", "HTTP API", "total", "with a Function URL"], &rows)
}

fn row(duration: f64, options: &Options) -> [String; 7] {
    let cost = cost_per_million(duration, options.memory, options.architecture);
    let money = |dollars: f64| format!("{dollars:.2}");
    [
        duration.to_string(),
        requests_in_free_tier(duration, options.memory).to_string(),
        money(cost.requests),
        money(cost.compute),
        money(cost.http_api),
        money(cost.total()),
        money(cost.total() - cost.http_api),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(duration_ms: f64, memory_mb: u32, architecture: Architecture, compute: f64, free: u64) {
        let cost = cost_per_million(duration_ms, memory_mb, architecture);
        assert!((cost.compute - compute).abs() < 1e-6, "{cost:?}");
        assert!((cost.total() - compute - 1.2).abs() < 1e-6, "{cost:?}");
        assert_eq!(requests_in_free_tier(duration_ms, memory_mb), free);
    }

    /// A million requests of 100 ms at 1 GB are 100,000 GB-s; at 1 s, a million GB-s, of which 400,000 are free.
    #[test]
    fn by_hand() {
        check(100.0, 1024, Architecture::Arm64, 1.333_34, 1_000_000);
        check(100.0, 1024, Architecture::X86_64, 1.666_67, 1_000_000);
        check(1000.0, 1024, Architecture::Arm64, 13.333_4, 400_000);
        check(1000.0, 512, Architecture::Arm64, 6.666_7, 800_000);
    }

    #[test]
    fn a_begun_millisecond_is_a_whole_one() {
        check(0.2, 1024, Architecture::Arm64, 0.013_333_4, 1_000_000);
        check(1.000_1, 1024, Architecture::Arm64, 0.026_666_8, 1_000_000);
    }

    #[test]
    fn the_report_has_a_row_for_each_duration() {
        let options = Options { durations: vec![0.5, 250.0], memory: 2048, architecture: Architecture::X86_64 };
        assert_eq!(
            report(&options),
            " ms  free a month  million: requests  compute  HTTP API  total  with a Function URL\n\
             0.5       1000000               0.20     0.03      1.00   1.23                 0.23\n\
             250        800000               0.20     8.33      1.00   9.53                 8.53\n"
        );
    }
}
