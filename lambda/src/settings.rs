//! The settings of a deployment, parsed from environment variables or from a fixture's file.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use query_core::{Access, ClaimScopes, Config, Durability, Limits, Tokens};

/// The prefix of our variables. Unknown variables with it are rejected, so a typo is never ignored.
const PREFIX: &str = "LIMBDA_";

/// A variable: its name and a description, for the documentation and for errors.
pub type Setting = (&'static str, &'static str);

/// All variables.
pub const SETTINGS: &[Setting] = &[
    ("LIMBDA_DATABASE", "path of the SQLite file"),
    ("LIMBDA_ACCESS", "`read` (default) or `write`"),
    (
        "LIMBDA_TOKENS",
        "bearer tokens and what each may do, separated by commas: read:DIGEST, write:DIGEST (the token's SHA-256 in hex), or read:* to let anyone read",
    ),
    (
        "LIMBDA_CLAIMS",
        "claims of an authorizer and what each allows, separated by commas: read:CLAIM, write:CLAIM; a claim is a scope of a JSON Web Token or the ARN that signed the request",
    ),
    ("LIMBDA_DURABILITY", "whether writes outlive the process: `ephemeral` (default) or `durable`"),
    ("LIMBDA_BASE_PATH", "prefix that a custom domain adds to every path, such as /api"),
    ("LIMBDA_MAX_TIME_MS", "time limit per request, in milliseconds"),
    ("LIMBDA_MAX_ROWS", "rows per statement; a longer result is truncated"),
    ("LIMBDA_MAX_RESPONSE_BYTES", "size limit of a response body, in bytes"),
    ("LIMBDA_MAX_BODY_BYTES", "size limit of a request body, in bytes"),
    ("LIMBDA_MAX_SQL_BYTES", "size limit of one SQL text, in bytes"),
    ("LIMBDA_MAX_PARAMS", "parameters per statement"),
    ("LIMBDA_MAX_STATEMENTS", "statements per batch"),
    ("LIMBDA_MAX_VM_STEPS", "steps of the engine's virtual machine per request (default: unlimited)"),
    (
        "LIMBDA_MAX_MEMORY_BYTES",
        "memory per request, in bytes (default: a quarter of the function's memory on Lambda, 512 MiB elsewhere)",
    ),
];

/// Lambda's own variable for the function's memory size, in MiB.
const FUNCTION_MEMORY: &str = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

/// The parsed settings.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The path of the database.
    pub database: Option<String>,
    /// The prefix that a custom domain adds to every path.
    pub base_path: String,
    /// Whether access depends on the claims of an authorizer.
    pub reads_claims: bool,
    /// The configuration of the service.
    pub config: Config,
}

impl Settings {
    /// Parses the variables that begin with `LIMBDA_` and reads the memory size from Lambda's own; ignores all others.
    ///
    /// # Errors
    /// The text names the variable, its value and the values that it accepts. It never repeats the digest of a token.
    pub fn from_vars(vars: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        let mut settings = Self::default();
        let (ours, theirs): (Vec<_>, Vec<_>) = vars.into_iter().partition(|(name, _)| name.starts_with(PREFIX));
        if let Some((name, value)) = theirs.into_iter().find(|(name, _)| name == FUNCTION_MEMORY) {
            settings.config.limits.memory_bytes = whole::<u64>(&name, &value)?.saturating_mul(1024 * 1024) / 4;
        }
        for (name, value) in ours {
            settings.set(&name, &value)?;
        }
        settings.config.validate().map_err(|text| {
            format!(
                "LIMBDA_ACCESS=write: {text}; add LIMBDA_TOKENS=write:DIGEST, where DIGEST is \
                 the output of `printf %s TOKEN | sha256sum`, or LIMBDA_CLAIMS=write:CLAIM behind an authorizer"
            )
        })?;
        Ok(settings)
    }

    /// Parses the variables in a JSON object of strings, such as a fixture's `settings.json`.
    ///
    /// # Errors
    /// As [`Settings::from_vars`], or the JSON has another shape.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let vars: BTreeMap<String, String> = serde_json::from_str(json)
            .map_err(|error| format!("expected settings as a JSON object of strings: {error}"))?;
        Self::from_vars(vars)
    }

    /// Sets one variable.
    ///
    /// # Errors
    /// As [`Settings::from_vars`].
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let Config { access, durability, tokens, claims, limits } = &mut self.config;
        let Limits {
            time,
            rows,
            response_bytes,
            body_bytes,
            sql_bytes,
            params,
            statements,
            vm_steps,
            memory_bytes,
            envelope_bytes: _,
            turn: _,
        } = limits;
        match name {
            "LIMBDA_DATABASE" => self.database = Some(value.to_owned()),
            "LIMBDA_ACCESS" => *access = one_of(name, value, &[Access::Read, Access::Write], Access::as_str)?,
            "LIMBDA_TOKENS" => *tokens = Tokens::parse(value).map_err(|text| format!("{name}: {text}"))?,
            "LIMBDA_CLAIMS" => {
                *claims = ClaimScopes::parse(value).map_err(|text| format!("{name}: {text}"))?;
                self.reads_claims = true;
            }
            "LIMBDA_DURABILITY" => {
                *durability = one_of(name, value, &[Durability::Ephemeral, Durability::Durable], Durability::as_str)?;
            }
            "LIMBDA_BASE_PATH" => self.base_path = base_path(name, value)?,
            "LIMBDA_MAX_TIME_MS" => *time = Duration::from_millis(whole(name, value)?),
            "LIMBDA_MAX_ROWS" => *rows = whole(name, value)?,
            "LIMBDA_MAX_RESPONSE_BYTES" => *response_bytes = whole(name, value)?,
            "LIMBDA_MAX_BODY_BYTES" => *body_bytes = whole(name, value)?,
            "LIMBDA_MAX_SQL_BYTES" => *sql_bytes = whole(name, value)?,
            "LIMBDA_MAX_PARAMS" => *params = whole(name, value)?,
            "LIMBDA_MAX_STATEMENTS" => *statements = whole(name, value)?,
            "LIMBDA_MAX_VM_STEPS" => *vm_steps = Some(whole(name, value)?),
            "LIMBDA_MAX_MEMORY_BYTES" => *memory_bytes = whole(name, value)?,
            unknown => {
                let names: Vec<_> = SETTINGS.iter().map(|(name, _)| *name).collect();
                return Err(format!("unknown setting {unknown}; expected one of {}", names.join(", ")));
            }
        }
        Ok(())
    }
}

/// Parses a whole number of at least 1.
fn whole<T: FromStr + PartialOrd + From<u8> + Display>(name: &str, value: &str) -> Result<T, String> {
    match value.parse::<T>() {
        Ok(number) if number >= T::from(1) => Ok(number),
        _ => Err(format!("{name}={value}: expected a whole number of at least 1")),
    }
}

fn one_of<T: Copy>(name: &str, value: &str, choices: &[T], as_str: impl Fn(T) -> &'static str) -> Result<T, String> {
    choices.iter().copied().find(|choice| as_str(*choice) == value).ok_or_else(|| {
        let choices: Vec<_> = choices.iter().map(|choice| as_str(*choice)).collect();
        format!("{name}={value}: expected {}", choices.join(" or "))
    })
}

fn base_path(name: &str, value: &str) -> Result<String, String> {
    match value.trim_end_matches('/') {
        "" => Ok(String::new()),
        path if path.starts_with('/') => Ok(path.to_owned()),
        _ => Err(format!("{name}={value}: expected a path that starts with /")),
    }
}
