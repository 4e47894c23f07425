package app_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/idp"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/keyring"
)

// TestServeHasNoProviderOfItsOwn: the demo's providers let anybody be anybody, so
// an installation must not answer where they do, nor take what they say of
// themselves for a level of assurance.
func TestServeHasNoProviderOfItsOwn(t *testing.T) {
	dir := t.TempDir()
	cfg := config.Default()
	cfg.Municipality = config.Municipality{Name: "Mittköping", ReferencePrefix: "MK", Phone: "0300-12 34 56", Hours: i18n.Text{SV: "8–17"}, Visit: i18n.Text{SV: "Torget"}}
	cfg.Database.DSN, cfg.KeysFile, cfg.Files.URL = filepath.Join(dir, "db"), filepath.Join(dir, "keys"), "file://"+filepath.Join(dir, "files")
	if err := os.Mkdir(filepath.Join(dir, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := keyring.Create(cfg.KeysFile); err != nil {
		t.Fatal(err)
	}
	opts := app.Options{Log: slog.New(slog.DiscardHandler)}
	if _, err := app.Migrate(t.Context(), cfg, opts, app.MigrateUp); err != nil {
		t.Fatal(err)
	}
	portal, err := app.Open(t.Context(), cfg, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := portal.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, path := range []string{
		idp.PathCitizens, idp.PathCitizens + "/.well-known/openid-configuration", idp.PathCitizens + "/auth", idp.PathStaff + "/auth", idp.PathStaff + "/order/x",
	} {
		rec := httptest.NewRecorder()
		portal.Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
		if rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	cfg.Login = map[string]config.Provider{"demo": {
		Title: i18n.Text{SV: "Demo"}, Issuer: "http://localhost:8081" + idp.PathCitizens, ClientID: "entre", ClientSecret: "hush",
		Claims: config.Claims{PersonalNumber: idp.ClaimPersonalNumber}, Levels: map[string]int{idp.Level: 3},
	}}
	if err := cfg.Validate(); err == nil {
		t.Error("an installation may use the demo's provider")
	}
}
