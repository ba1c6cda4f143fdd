// Package upstream is the models behind: any server that speaks the OpenAI API, and the built-in model.
//
// Each is an http.RoundTripper that takes requests whose URL is only a path below the API root, as
// "POST /chat/completions". It imports fault and nothing else of keyless.
package upstream
