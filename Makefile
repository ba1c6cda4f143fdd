# One line each. `make test` needs Go and nothing else; `make e2e` and `make check` install what they need.
.PHONY: build test check e2e bench bench-quick soak ui site dist packages help
build: ; go build -o keyless ./cmd/keyless
test:  ; go test ./...
check: ; bash tools/check.sh
e2e:   ; bash test/e2e.sh
bench: ; go run ./bench/compare
bench-quick: ; go run ./bench/compare -quick
soak:  ; bash test/soak.sh $(or $(SECONDS),120) $(or $(SEED),0)
ui:    ; bash test/browser/pictures.sh
site:  ; bash site/build.sh
dist:  ; bash packaging/dist.sh
packages: dist ; bash packaging/test.sh
help:  ; @sed -n 's/^| `\(make [a-z0-9-]*\)` | \([^|]*\) |.*/\1\t\2/p' CONTRIBUTING.md | expand -t 20
