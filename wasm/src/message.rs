//! HTTP's types between JavaScript's and the service's.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, Uri};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::fault::fault;

/// An HTTP response.
#[wasm_bindgen]
pub struct Answer(pub(crate) Response<Bytes>);

#[wasm_bindgen]
impl Answer {
    /// The status.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    /// The headers, as pairs of name and value.
    #[wasm_bindgen(getter, unchecked_return_type = "[string, string][]")]
    pub fn headers(&self) -> Array {
        let text = |value: &HeaderValue| JsValue::from(String::from_utf8_lossy(value.as_bytes()).into_owned());
        let headers = self.0.headers().iter();
        headers.map(|(name, value)| Array::of2(&name.as_str().into(), &text(value))).collect()
    }

    /// The body.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.0.body().to_vec()
    }
}

pub(crate) fn request(method: &str, path: &str, headers: &Object, body: Vec<u8>) -> Result<Request<Bytes>, JsValue> {
    let invalid = |what: &str, value: &str| fault("invalid-request", &format!("`{value}` is not a {what} of HTTP"));
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = Method::from_bytes(method.as_bytes()).map_err(|_| invalid("method", method))?;
    *request.uri_mut() = Uri::try_from(path).map_err(|_| invalid("path", path))?;
    for pair in Object::entries(headers) {
        let text = |i| Array::from(&pair).get(i).as_string().unwrap_or_default();
        let (name, value) = (text(0), text(1));
        let header = HeaderName::try_from(&*name).map_err(|_| invalid("header's name", &name))?;
        let value = HeaderValue::try_from(value).map_err(|_| invalid("header's value", &name))?;
        request.headers_mut().append(header, value);
    }
    Ok(request)
}
