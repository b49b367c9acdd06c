//! Converts a request to the event of each trigger.

use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::Event;
use super::pairs::Pairs;
use super::shape::{Balanced, Context1, Context2, Elb, ElbContext, Http, Identity, Payload1, Payload2, Proxy};

const ACCOUNT: &str = "123456789012";
const API: &str = "abcdefghij";
const API_HOST: &str = "abcdefghij.execute-api.eu-central-1.amazonaws.com";
const URL: &str = "abcdefghijklmnopqrstuvwxyz012345";
const URL_HOST: &str = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws";
const BALANCER_HOST: &str = "limbda-1234567890.eu-central-1.elb.amazonaws.com";
const TARGET_GROUP: &str = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/limbda/0123456789abcdef";
const SOURCE_IP: &str = "203.0.113.17";
const USER_AGENT: &str = "curl/8.15.0";
/// The same time in three formats.
const TIME_EPOCH: u64 = 1_770_110_127_413;
const TIME: &str = "03/Feb/2026:09:15:27 +0000";
const TRACE: &str = "Root=1-6981bcaf-0123456789abcdef01234567";

impl Event {
    /// The event of an HTTP API, payload format 2.0. The path is decoded; cookies are separate from the headers.
    pub fn http_api(&self) -> String {
        let path = decoded(&self.path);
        match self.stage.as_deref() {
            None => self.payload_2(&path, "$default", API, API_HOST, &[]),
            Some(stage) => self.payload_2(&format!("/{stage}{path}"), stage, API, API_HOST, &[]),
        }
    }

    /// The event of a function URL. The path is as sent; cookies are also in the headers.
    pub fn function_url(&self) -> String {
        self.payload_2(&self.path, "$default", URL, URL_HOST, &self.cookies)
    }

    fn payload_2(&self, path: &str, stage: &str, id: &'static str, host: &'static str, cookies: &[String]) -> String {
        let (headers, query) = (self.sent(host, cookies), self.parameters(decoded));
        json(&Payload2 {
            version: "2.0",
            route_key: "$default",
            raw_path: path,
            raw_query_string: &self.query,
            cookies: &self.cookies,
            headers: headers.joined(),
            query_string_parameters: query.joined().filled(),
            request_context: Context2 {
                account_id: ACCOUNT,
                api_id: id,
                domain_name: host,
                domain_prefix: id,
                http: Http {
                    method: &self.method,
                    path,
                    protocol: "HTTP/1.1",
                    source_ip: SOURCE_IP,
                    user_agent: USER_AGENT,
                },
                request_id: "JKJaXmPLvHcESHA=",
                route_key: "$default",
                stage,
                time: TIME,
                time_epoch: TIME_EPOCH,
            },
            body: self.body.as_deref(),
            is_base64_encoded: self.is_base64_encoded,
        })
    }

    /// The event of a REST API. The path is as sent; names and values of the query are decoded.
    pub fn rest_api(&self) -> String {
        let (headers, query) = (self.sent(API_HOST, &self.cookies), self.parameters(decoded));
        let stage = self.stage.as_deref().unwrap_or("prod");
        json(&Payload1 {
            resource: "/{proxy+}",
            path: &self.path,
            http_method: &self.method,
            headers: headers.last(),
            multi_value_headers: headers.all(),
            query_string_parameters: query.last().filled(),
            multi_value_query_string_parameters: query.all().filled(),
            path_parameters: Proxy { proxy: self.path.trim_start_matches('/') },
            stage_variables: (),
            request_context: Context1 {
                resource_id: "2gxmpl",
                resource_path: "/{proxy+}",
                http_method: &self.method,
                extended_request_id: "JJbxmplHYosFVYQ=",
                request_time: TIME,
                path: format!("/{stage}{}", self.path),
                account_id: ACCOUNT,
                protocol: "HTTP/1.1",
                stage,
                domain_prefix: API,
                request_time_epoch: TIME_EPOCH,
                request_id: "77375676-6b1d-4b79-853a-f982474efe18",
                identity: Identity { source_ip: SOURCE_IP, user_agent: USER_AGENT, ..Identity::default() },
                domain_name: API_HOST,
                deployment_id: "b7k2qd",
                api_id: API,
            },
            body: self.body.as_deref(),
            is_base64_encoded: self.is_base64_encoded,
        })
    }

    /// The event of a load balancer. The path, and names and values of the query, are as sent.
    pub fn load_balancer(&self) -> String {
        let (headers, query) = (self.sent(BALANCER_HOST, &self.cookies), self.parameters(str::to_owned));
        json(&Balanced {
            query_string_parameters: Some(query.last()),
            headers: Some(headers.last()),
            ..self.balanced()
        })
    }

    /// The event of a load balancer whose target group has multi-value headers enabled.
    pub fn load_balancer_multi_value(&self) -> String {
        let (headers, query) = (self.sent(BALANCER_HOST, &self.cookies), self.parameters(str::to_owned));
        json(&Balanced {
            multi_value_query_string_parameters: Some(query.all()),
            multi_value_headers: Some(headers.all()),
            ..self.balanced()
        })
    }

    fn balanced(&self) -> Balanced<'_> {
        Balanced {
            request_context: ElbContext { elb: Elb { target_group_arn: TARGET_GROUP } },
            http_method: &self.method,
            path: &self.path,
            query_string_parameters: None,
            multi_value_query_string_parameters: None,
            headers: None,
            multi_value_headers: None,
            body: self.body.as_deref().unwrap_or_default(),
            is_base64_encoded: self.is_base64_encoded,
        }
    }

    /// The headers in the gateway's order: the request's own, and those that every client and gateway adds.
    fn sent(&self, host: &str, cookies: &[String]) -> Pairs {
        let length = self.body.as_ref().map_or(0, String::len).to_string();
        let added = [
            ("accept", "*/*"),
            ("content-length", &length),
            ("host", host),
            ("user-agent", USER_AGENT),
            ("x-amzn-trace-id", TRACE),
            ("x-forwarded-for", SOURCE_IP),
            ("x-forwarded-port", "443"),
            ("x-forwarded-proto", "https"),
        ];
        let mut headers = self.headers.clone();
        for (name, value) in added {
            if !headers.iter().any(|(known, _)| known == name) {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        if !cookies.is_empty() {
            headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        headers.sort_by(|(one, _), (other, _)| one.cmp(other));
        Pairs(headers)
    }

    /// The query, split into names and values.
    fn parameters(&self, part: impl Fn(&str) -> String) -> Pairs {
        let parts = self.query.split('&').filter(|pair| !pair.is_empty());
        Pairs(parts.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (part(n), part(v))).collect())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn json(event: &impl Serialize) -> String {
    // Strings and numbers always serialize.
    serde_json::to_string(event).unwrap_or_default()
}
