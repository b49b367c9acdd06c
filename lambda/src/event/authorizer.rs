//! Collects the claims about the caller that an authorizer in front of the function has verified.

use std::borrow::Cow;

use query_core::Claims;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::wire::Context;

/// The scopes of a JSON Web Token and the ARN of the identity that signed the request; `None` if the event has neither.
pub(super) fn claims(context: &Context<'_>) -> Option<Claims> {
    let authorizer: Authorizer<'_> = read(context.authorizer);
    let identity: Identity<'_> = read(context.identity);
    let tokens = [authorizer.jwt.claims, authorizer.claims];
    let scopes = tokens.iter().flatten().flat_map(|claims| [&claims.scope, &claims.scp]).flatten();
    let signers = [authorizer.iam.user_arn, identity.user_arn];
    let names = scopes.flat_map(|scopes| scopes.split(' ')).filter(|name| !name.is_empty()).map(str::to_owned);
    let signers = signers.iter().flatten().flat_map(|arn| [Some(&**arn), role(arn)]).flatten().map(str::to_owned);
    let names: Vec<_> = names.chain(signers).collect();
    (!names.is_empty()).then(|| names.into_iter().collect())
}

/// The ARN of an assumed role without the name of the session, which differs every time.
fn role(arn: &str) -> Option<&str> {
    if arn.contains(":assumed-role/") { arn.rsplit_once('/').map(|(role, _)| role) } else { None }
}

/// Parses leniently: a context of another shape, such as that of a Lambda authorizer, makes no claims.
fn read<'a, T: Default + Deserialize<'a>>(json: Option<&'a RawValue>) -> T {
    json.and_then(|json| serde_json::from_str(json.get()).ok()).unwrap_or_default()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Authorizer<'a> {
    #[serde(borrow)]
    jwt: Jwt<'a>,
    #[serde(borrow)]
    iam: Identity<'a>,
    /// What a REST API sends for a Cognito user pool.
    #[serde(borrow)]
    claims: Option<Token<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Jwt<'a> {
    #[serde(borrow)]
    claims: Option<Token<'a>>,
}

/// The claims of a token that list scopes, separated by spaces. RFC 8693 calls the claim `scope`; some issuers `scp`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Token<'a> {
    #[serde(borrow)]
    scope: Option<Cow<'a, str>>,
    #[serde(borrow)]
    scp: Option<Cow<'a, str>>,
}

/// The identity that signed the request.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Identity<'a> {
    #[serde(borrow)]
    user_arn: Option<Cow<'a, str>>,
}
