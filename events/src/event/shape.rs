//! The fields that AWS sends for each trigger, in AWS's order.

use serde::Serialize;

use super::pairs::Map;

/// Payload format 2.0: HTTP API and function URL.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload2<'a> {
    pub(super) version: &'static str,
    pub(super) route_key: &'static str,
    pub(super) raw_path: &'a str,
    pub(super) raw_query_string: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) cookies: &'a [String],
    pub(super) headers: Map<'a, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) query_string_parameters: Option<Map<'a, String>>,
    pub(super) request_context: Context2<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<&'a str>,
    pub(super) is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Context2<'a> {
    pub(super) account_id: &'static str,
    pub(super) api_id: &'static str,
    pub(super) domain_name: &'static str,
    pub(super) domain_prefix: &'static str,
    pub(super) http: Http<'a>,
    pub(super) request_id: &'static str,
    pub(super) route_key: &'static str,
    pub(super) stage: &'a str,
    pub(super) time: &'static str,
    pub(super) time_epoch: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Http<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) protocol: &'static str,
    pub(super) source_ip: &'static str,
    pub(super) user_agent: &'static str,
}

/// A REST API.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload1<'a> {
    pub(super) resource: &'static str,
    pub(super) path: &'a str,
    pub(super) http_method: &'a str,
    pub(super) headers: Map<'a, &'a str>,
    pub(super) multi_value_headers: Map<'a, Vec<&'a str>>,
    pub(super) query_string_parameters: Option<Map<'a, &'a str>>,
    pub(super) multi_value_query_string_parameters: Option<Map<'a, Vec<&'a str>>>,
    pub(super) path_parameters: Proxy<'a>,
    pub(super) stage_variables: (),
    pub(super) request_context: Context1<'a>,
    pub(super) body: Option<&'a str>,
    pub(super) is_base64_encoded: bool,
}

#[derive(Serialize)]
pub(super) struct Proxy<'a> {
    pub(super) proxy: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Context1<'a> {
    pub(super) resource_id: &'static str,
    pub(super) resource_path: &'static str,
    pub(super) http_method: &'a str,
    pub(super) extended_request_id: &'static str,
    pub(super) request_time: &'static str,
    pub(super) path: String,
    pub(super) account_id: &'static str,
    pub(super) protocol: &'static str,
    pub(super) stage: &'a str,
    pub(super) domain_prefix: &'static str,
    pub(super) request_time_epoch: u64,
    pub(super) request_id: &'static str,
    pub(super) identity: Identity,
    pub(super) domain_name: &'static str,
    pub(super) deployment_id: &'static str,
    pub(super) api_id: &'static str,
}

/// Who calls a REST API; without an authorizer all but two fields are null.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity {
    pub(super) cognito_identity_pool_id: (),
    pub(super) account_id: (),
    pub(super) cognito_identity_id: (),
    pub(super) caller: (),
    pub(super) source_ip: &'static str,
    pub(super) principal_org_id: (),
    pub(super) access_key: (),
    pub(super) cognito_authentication_type: (),
    pub(super) cognito_authentication_provider: (),
    pub(super) user_arn: (),
    pub(super) user_agent: &'static str,
    pub(super) user: (),
}

/// A load balancer: one pair of maps, or the other.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Balanced<'a> {
    pub(super) request_context: ElbContext,
    pub(super) http_method: &'a str,
    pub(super) path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) query_string_parameters: Option<Map<'a, &'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) multi_value_query_string_parameters: Option<Map<'a, Vec<&'a str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headers: Option<Map<'a, &'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) multi_value_headers: Option<Map<'a, Vec<&'a str>>>,
    pub(super) body: &'a str,
    pub(super) is_base64_encoded: bool,
}

#[derive(Serialize)]
pub(super) struct ElbContext {
    pub(super) elb: Elb,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Elb {
    pub(super) target_group_arn: &'static str,
}
