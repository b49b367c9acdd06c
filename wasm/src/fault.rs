//! Errors as JavaScript exceptions. Their `code` distinguishes them from panics.

use js_sys::Reflect;
use query_core::Error;
use wasm_bindgen::JsValue;

pub(crate) fn fault(code: &str, text: &str) -> JsValue {
    let error = JsValue::from(js_sys::Error::new(text));
    // Setting a property of a new object cannot fail.
    let _ = Reflect::set(&error, &"code".into(), &code.into());
    error
}

pub(crate) fn thrown(error: Error) -> JsValue {
    fault(error.code().as_str(), error.detail())
}
