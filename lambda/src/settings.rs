//! What the deployment decides, from variables by name: the environment's on Lambda, a file's in a fixture.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use query_core::{Access, ClaimScopes, Config, Durability, Limits, Tokens};

/// The prefix of every variable of ours; one that is not known is refused, so that a slip of the pen is no silence.
const PREFIX: &str = "LIMBDA_";

/// A variable: its name, and what it sets, for the documentation and for errors.
pub type Setting = (&'static str, &'static str);

/// Every variable there is.
pub const SETTINGS: &[Setting] = &[
    ("LIMBDA_DATABASE", "the path of the SQLite file"),
    ("LIMBDA_ACCESS", "read (the default) or write"),
    ("LIMBDA_TOKENS", "who may do what: read:DIGEST, write:DIGEST (SHA-256 in hex) and read:*, with commas between"),
    (
        "LIMBDA_CLAIMS",
        "which of an authorizer's claims give what: read:CLAIM, write:CLAIM, with commas between; a claim is a scope of a JSON Web Token or the ARN that signed the request",
    ),
    ("LIMBDA_DURABILITY", "whether writes outlive the process: ephemeral (the default) or durable"),
    ("LIMBDA_BASE_PATH", "what a custom domain puts before every path, such as /api"),
    ("LIMBDA_MAX_TIME_MS", "how long a request may run"),
    ("LIMBDA_MAX_ROWS", "rows a statement returns before the rest is cut off"),
    ("LIMBDA_MAX_RESPONSE_BYTES", "bytes of a response's body"),
    ("LIMBDA_MAX_BODY_BYTES", "bytes of a request's body"),
    ("LIMBDA_MAX_SQL_BYTES", "bytes of one SQL text"),
    ("LIMBDA_MAX_PARAMS", "parameters of one statement"),
    ("LIMBDA_MAX_STATEMENTS", "statements of one batch"),
    (
        "LIMBDA_MAX_VM_STEPS",
        "steps of the engine's virtual machine a request may take; without it they are not counted",
    ),
    (
        "LIMBDA_MAX_MEMORY_BYTES",
        "bytes of memory a request may take; without it a quarter of the function's memory, or 512 MiB where that is not told",
    ),
];

/// How Lambda tells a function the size of its memory, in MiB.
const FUNCTION_MEMORY: &str = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

/// What the variables say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The path of the database.
    pub database: Option<String>,
    /// What a custom domain puts before every path.
    pub base_path: String,
    /// How the service behaves.
    pub config: Config,
}

impl Settings {
    /// Reads the variables that begin with `LIMBDA_`, and from Lambda's own the size of the function; the rest is another
    /// program's.
    ///
    /// # Errors
    /// The text names the variable, what it holds and what it may hold. A token's digest is never repeated.
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
                "LIMBDA_ACCESS=write: {text}; add LIMBDA_TOKENS=write:DIGEST, where DIGEST is what \
                 `printf %s TOKEN | sha256sum` prints, or LIMBDA_CLAIMS=write:CLAIM behind an authorizer"
            )
        })?;
        Ok(settings)
    }

    /// Reads the variables in a JSON object of names and texts, as a fixture's `settings.json` holds them.
    ///
    /// # Errors
    /// As [`Settings::from_vars`], or the JSON is of another shape.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let vars: BTreeMap<String, String> = serde_json::from_str(json)
            .map_err(|error| format!("the settings are to be a JSON object of names and strings: {error}"))?;
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
            "LIMBDA_CLAIMS" => *claims = ClaimScopes::parse(value).map_err(|text| format!("{name}: {text}"))?,
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
                return Err(format!("{unknown} is not a setting; there are {}", names.join(", ")));
            }
        }
        Ok(())
    }
}

/// A whole number from 1 on.
fn whole<T: FromStr + PartialOrd + From<u8> + Display>(name: &str, value: &str) -> Result<T, String> {
    match value.parse::<T>() {
        Ok(number) if number >= T::from(1) => Ok(number),
        _ => Err(format!("{name}={value}: expected a whole number from 1")),
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
        _ => Err(format!("{name}={value}: expected a path that begins with /")),
    }
}
