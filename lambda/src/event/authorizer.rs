//! What an authorizer in front of the function has found out about the caller, as names that may give a scope.

use std::borrow::Cow;

use query_core::Claims;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::wire::Context;

/// The claims in an event: the scopes of a JSON Web Token, the ARN that signed the request. None, where there is no
/// authorizer that tells them.
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

/// A role is assumed for a session, whose name comes last and is another every time: the ARN without it.
fn role(arn: &str) -> Option<&str> {
    if arn.contains(":assumed-role/") { arn.rsplit_once('/').map(|(role, _)| role) } else { None }
}

/// What is there is read; what is of another shape, such as a Lambda authorizer's own, claims nothing.
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
    /// A REST API's, of a Cognito user pool.
    #[serde(borrow)]
    claims: Option<Token<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Jwt<'a> {
    #[serde(borrow)]
    claims: Option<Token<'a>>,
}

/// A token's claims about scopes: one string, with spaces between. The name is RFC 8693's; some issuers shorten it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Token<'a> {
    #[serde(borrow)]
    scope: Option<Cow<'a, str>>,
    #[serde(borrow)]
    scp: Option<Cow<'a, str>>,
}

/// Who signed the request.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Identity<'a> {
    #[serde(borrow)]
    user_arn: Option<Cow<'a, str>>,
}
