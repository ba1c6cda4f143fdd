// Package upstream calls model servers: any server with the OpenAI API, and the built-in model.
//
// Each is an http.RoundTripper for requests whose URL is only a path below the API root, such as "POST /chat/completions".
// Of keyless it imports only fault, ascii, guid and textfile.
package upstream
