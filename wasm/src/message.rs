//! Converts HTTP messages between JavaScript's types and the service's.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::fault::fault;

/// An HTTP request.
#[wasm_bindgen]
pub struct HttpRequest(pub(crate) Request<Bytes>);

#[wasm_bindgen]
impl HttpRequest {
    /// The method.
    #[wasm_bindgen(getter)]
    pub fn method(&self) -> String {
        self.0.method().to_string()
    }

    /// The path and the query.
    #[wasm_bindgen(getter)]
    pub fn path(&self) -> String {
        self.0.uri().to_string()
    }

    /// The headers, as pairs of name and value.
    #[wasm_bindgen(getter, unchecked_return_type = "[string, string][]")]
    pub fn headers(&self) -> Array {
        pairs(self.0.headers())
    }

    /// The body.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.0.body().to_vec()
    }
}

/// An HTTP response.
#[wasm_bindgen]
pub struct HttpResponse(pub(crate) Response<Bytes>);

#[wasm_bindgen]
impl HttpResponse {
    /// The status.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    /// The headers, as pairs of name and value.
    #[wasm_bindgen(getter, unchecked_return_type = "[string, string][]")]
    pub fn headers(&self) -> Array {
        pairs(self.0.headers())
    }

    /// The body.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.0.body().to_vec()
    }
}

fn pairs(headers: &HeaderMap) -> Array {
    let text = |value: &HeaderValue| JsValue::from(String::from_utf8_lossy(value.as_bytes()).into_owned());
    headers.iter().map(|(name, value)| Array::of2(&name.as_str().into(), &text(value))).collect()
}

pub(crate) fn request(method: &str, path: &str, headers: &Object, body: Vec<u8>) -> Result<Request<Bytes>, JsValue> {
    let invalid = |what: &str, value: &str| fault("invalid-request", &format!("`{value}` is not a valid {what}"));
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = Method::from_bytes(method.as_bytes()).map_err(|_| invalid("HTTP method", method))?;
    *request.uri_mut() = Uri::try_from(path).map_err(|_| invalid("path", path))?;
    for pair in Object::entries(headers) {
        let text = |i| Array::from(&pair).get(i).as_string().unwrap_or_default();
        let (name, value) = (text(0), text(1));
        let header = HeaderName::try_from(&*name).map_err(|_| invalid("header name", &name))?;
        let value = HeaderValue::try_from(&*value).map_err(|_| invalid("header value", &value))?;
        request.headers_mut().append(header, value);
    }
    Ok(request)
}
