// Package respond writes answers to the connections of a server of net/http.
//
// net/http reads every request: where one ends is decided there alone. It also writes every answer that is out of the
// ordinary. An answer with a Content-Length to a plain request of HTTP/1.1 is written by this package instead: net/http
// copies and sorts the header of an answer, in maps that it makes and grows for each, which costs more than all else that
// it does with it.
package respond
