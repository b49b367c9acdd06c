//! What can go wrong: one table of codes, one place that makes a response of an error.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use serde::Serialize;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $status:ident $title:literal;)*) => {
        /// The stable name of a kind of error, sent as `code` in every problem document.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code there is, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The name in kebab-case, as it is sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// The HTTP status this code is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Code::$variant => StatusCode::$status,)* }
            }

            /// A short summary that never changes from one occurrence to the next.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)* }
            }
        }
    };
}

codes! {
    /// The Lambda event is not an HTTP event, or contradicts itself.
    InvalidEvent "invalid-event" BAD_REQUEST "the event is not an HTTP event";
    /// The body is not JSON.
    InvalidJson "invalid-json" BAD_REQUEST "the body is not valid JSON";
    /// The body is JSON of another shape than the endpoint takes.
    InvalidBody "invalid-body" BAD_REQUEST "the body has the wrong shape";
    /// A parameter is missing, surplus, or of a type that SQL has not.
    InvalidParameter "invalid-parameter" BAD_REQUEST "a parameter does not fit the statement";
    /// The SQL holds no statement.
    EmptySql "empty-sql" BAD_REQUEST "the SQL holds no statement";
    /// The SQL holds more than one statement.
    MultipleStatements "multiple-statements" BAD_REQUEST "the SQL holds more than one statement";
    /// The SQL cannot be parsed.
    SqlSyntax "sql-syntax" BAD_REQUEST "the SQL cannot be parsed";
    /// The SQL can be parsed but not run.
    SqlError "sql-error" BAD_REQUEST "the SQL cannot be run";
    /// A write breaks a constraint of the schema.
    ConstraintViolation "constraint-violation" BAD_REQUEST "a constraint of the schema does not hold";
    /// Two result columns share a name, and the rows were asked for as objects.
    DuplicateColumn "duplicate-column" BAD_REQUEST "two result columns share a name";
    /// No token was given, or one that is not known.
    Unauthorized "unauthorized" UNAUTHORIZED "a valid token is needed";
    /// The caller is known and may not do this.
    Forbidden "forbidden" FORBIDDEN "the caller may not do this";
    /// A write was sent to a read-only service.
    ReadOnly "read-only" FORBIDDEN "the service is read-only";
    /// A statement of a kind that is never run.
    StatementNotAllowed "statement-not-allowed" FORBIDDEN "this kind of statement is not run here";
    /// No such path.
    NotFound "not-found" NOT_FOUND "no such path";
    /// The path exists, for other methods.
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "the path takes another method";
    /// The request ran out of its time.
    TimeLimit "time-limit" REQUEST_TIMEOUT "the time limit is reached";
    /// The request's body is over the limit.
    BodyTooLarge "body-too-large" PAYLOAD_TOO_LARGE "the body is too large";
    /// The SQL text is over the limit.
    SqlTooLarge "sql-too-large" PAYLOAD_TOO_LARGE "the SQL is too large";
    /// The SQL nests, joins or combines more than the engine compiles safely.
    SqlTooComplex "sql-too-complex" UNPROCESSABLE_ENTITY "the SQL is too complex";
    /// More parameters than the limit.
    TooManyParameters "too-many-parameters" UNPROCESSABLE_ENTITY "there are too many parameters";
    /// More statements in one batch than the limit.
    TooManyStatements "too-many-statements" UNPROCESSABLE_ENTITY "there are too many statements";
    /// The engine lacks what the statement needs, so SQLite's answer cannot be given.
    EngineLimitation "engine-limitation" UNPROCESSABLE_ENTITY "the engine cannot answer this as SQLite does";
    /// The request ran out of its virtual-machine steps.
    StepLimit "step-limit" UNPROCESSABLE_ENTITY "the step limit is reached";
    /// The request took more memory than the limit.
    MemoryLimit "memory-limit" UNPROCESSABLE_ENTITY "the memory limit is reached";
    /// The response would be over the limit.
    ResponseTooLarge "response-too-large" UNPROCESSABLE_ENTITY "the response is too large";
    /// One value is larger than the engine holds.
    ValueTooLarge "value-too-large" UNPROCESSABLE_ENTITY "a value is too large";
    /// Something broke that the request is not to blame for.
    Internal "internal" INTERNAL_SERVER_ERROR "an internal error";
    /// The database file is damaged or cannot be read.
    DatabaseUnreadable "database-unreadable" INTERNAL_SERVER_ERROR "the database cannot be read";
    /// There is no room for a write.
    DiskFull "disk-full" INTERNAL_SERVER_ERROR "the disk is full";
    /// Another writer holds the database.
    Busy "busy" SERVICE_UNAVAILABLE "the database is busy";
}

/// An error as the caller sees it: a stable code, and a text for this occurrence.
///
/// It becomes an RFC 9457 problem document in [`Error::into_response`] and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    code: Code,
    detail: String,
    statement: Option<usize>,
    offset: Option<usize>,
    allow: Option<String>,
    cause: Option<String>,
}

impl Error {
    /// An error with its code and the text that says what happened here and what to do next.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), statement: None, offset: None, allow: None, cause: None }
    }

    /// The same error, at a byte of the SQL text.
    #[must_use]
    pub fn at_offset(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The same error, in a statement of a batch, counted from 0.
    #[must_use]
    pub fn in_statement(mut self, index: usize) -> Self {
        self.statement = Some(index);
        self
    }

    /// The same error, with the methods that the path does take.
    #[must_use]
    pub(crate) fn allowing(mut self, methods: String) -> Self {
        self.allow = Some(methods);
        self
    }

    /// The same error, with what the engine said, for the host's log alone.
    #[must_use]
    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The stable name of this kind of error.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What happened here, for a person.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The byte of the SQL text at which it happened, where the engine says.
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// The statement of the batch in which it happened, counted from 0.
    pub fn statement(&self) -> Option<usize> {
        self.statement
    }

    /// What lies behind it, for the host's log: no response holds it.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The response that tells the caller. The error itself goes along as an extension, for the host's log.
    pub fn into_response(self) -> Response<Bytes> {
        let problem = Problem {
            r#type: format!("urn:limbda:problem:{}", self.code.as_str()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            code: self.code.as_str(),
            detail: &self.detail,
            statement: self.statement,
            offset: self.offset,
        };
        // Strings and numbers always serialize.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.code.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(allow) = self.allow.as_deref().and_then(|methods| HeaderValue::try_from(methods).ok()) {
            headers.insert(ALLOW, allow);
        }
        match self.code {
            Code::Unauthorized => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Code::Busy => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for Error {}

#[derive(Serialize)]
struct Problem<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
}
