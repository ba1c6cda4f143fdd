# One line each. `make test` needs Go and nothing else; `make e2e` and `make check` install what they need.
.PHONY: build test check e2e race fuzz cover licenses reference hooks bench bench-quick soak ui docs peers dist packages help
build: ; go build -o keyless ./cmd/keyless
test:  ; go test ./...
check: ; bash tools/check.sh
e2e:   ; bash test/e2e.sh
race:  ; go test -race -short -timeout 20m $(or $(PACKAGES),./internal/... ./cmd/...)
fuzz:  ; bash tools/fuzz.sh $(or $(FUZZTIME),5s)
cover: ; bash tools/cover.sh
licenses: ; bash tools/licenses.sh
reference: ; go test . ./cmd/keyless/command ./internal/api/inference -run 'Reference|APIDocumentation' -update
hooks: ; git config core.hooksPath tools/hooks
bench: ; go run ./bench/compare
bench-quick: ; go run ./bench/compare -quick
soak:  ; bash test/soak.sh $(or $(SECONDS),120) $(or $(SEED),0)
ui:    ; bash test/browser/pictures.sh
peers: ; bash test/peers.sh $(PEERS)
docs:  ; bash site/build.sh
dist:  ; bash packaging/dist.sh
packages: dist ; bash packaging/test.sh
help:  ; @sed -n 's/^| `\(make [a-z0-9-]*\)` | \([^|]*\) |.*/\1\t\2/p' CONTRIBUTING.md | expand -t 20
