package main
import (_ "modernc.org/sqlite"; _ "github.com/jackc/pgx/v5/stdlib"; _ "github.com/pressly/goose/v3"; _ "github.com/go-jose/go-jose/v4"; _ "github.com/alecthomas/kong"; _ "github.com/goccy/go-yaml"; _ "golang.org/x/crypto/argon2"; _ "github.com/rogpeppe/go-internal/testscript"; _ "github.com/chromedp/chromedp"; _ "github.com/Azure/azure-sdk-for-go/sdk/azidentity"; _ "net/http/httptest")
func main(){}
