package config

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	prefixShape    = regexp.MustCompile(`^[A-Z]{2,4}$`)
	connectorShape = regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`) // names a queue too
)

// Validate tells what is wrong with c, as Faults, or nil. Load has done it
// already.
func (c Config) Validate() error {
	if faults := c.faultsBeside(nil); len(faults) > 0 {
		return faults
	}
	return nil
}

// faultsBeside returns the faults of c, but no second one of a key that has one
// in known.
func (c Config) faultsBeside(known Faults) Faults {
	var faults Faults
	for _, list := range []Faults{
		c.siteFaults(), c.Municipality.faults(), c.Database.faults(), c.storageFaults(),
		c.Delivery.faults(), c.onCallFaults(), c.Limits.faults(), c.Log.faults(), c.connectorFaults(), c.loginFaults(), c.schoolFaults(),
	} {
		for _, f := range list {
			isKnown := slices.ContainsFunc(known, func(k Fault) bool {
				return k.Key == f.Key || k.Key == envPrefix+strings.ToUpper(strings.ReplaceAll(f.Key, ".", "_"))
			})
			if !isKnown {
				faults = append(faults, f)
			}
		}
	}
	return faults
}

func (c Config) siteFaults() Faults {
	var faults Faults
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		faults = append(faults, Fault{"addr", fmt.Sprintf("%q is not an address; write HOST:PORT, such as 127.0.0.1:8080", c.Addr)})
	}
	if _, _, err := net.SplitHostPort(c.MetricsAddr); err != nil && c.MetricsAddr != "" {
		faults = append(faults, Fault{"metrics_addr", fmt.Sprintf("%q is not an address; write HOST:PORT, such as 127.0.0.1:9090", c.MetricsAddr)})
	}
	if say := baseURLFault(c.BaseURL); say != "" {
		faults = append(faults, Fault{"base_url", say})
	}
	return append(faults, c.proxyFaults()...)
}

// proxyFaults also asks for what is easily forgotten: behind a proxy that is
// not named, all citizens have one address and share its limits.
func (c Config) proxyFaults() Faults {
	var faults Faults
	if strings.HasPrefix(c.BaseURL, "https://") && len(c.TrustedProxies) == 0 {
		faults = append(faults, Fault{"trusted_proxies", "it is missing, so that all citizens would share one address and its limits; write the proxy's address, or [none] when there is no proxy"})
	}
	if slices.Equal(c.TrustedProxies, []string{NoProxy}) {
		return faults
	}
	for _, p := range c.TrustedProxies {
		_, errNetwork := netip.ParsePrefix(p)
		_, errAddr := netip.ParseAddr(p)
		if errNetwork != nil && errAddr != nil {
			faults = append(faults, Fault{"trusted_proxies", fmt.Sprintf("%q is not an address or a network; write 10.0.0.1 or 10.0.0.0/8, or [none] alone", p)})
		}
	}
	return faults
}

func baseURLFault(base string) string {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("%q is not an address; write https://HOST", base)
	case strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Sprintf("%q says too much; write https://HOST and nothing after it", base)
	case u.Scheme == "http" && !isThisMachine(u.Hostname()):
		return "write https: over http anybody on the way can read what citizens send"
	}
	return ""
}

func isThisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func (m Municipality) faults() Faults {
	var faults Faults
	if m.Name == "" {
		faults = append(faults, Fault{"municipality.name", "it is missing; write the municipality's name"})
	}
	if !prefixShape.MatchString(m.ReferencePrefix) {
		faults = append(faults, Fault{"municipality.reference_prefix", fmt.Sprintf("%q cannot begin a reference; write two to four capital letters A–Z", m.ReferencePrefix)})
	}
	if m.Phone == "" {
		faults = append(faults, Fault{"municipality.phone", "it is missing; write the contact centre's number, in quotes"})
	}
	if m.Hours.SV == "" {
		faults = append(faults, Fault{"municipality.hours.sv", "it is missing; write when the phone is answered"})
	}
	if m.Visit.SV == "" {
		faults = append(faults, Fault{"municipality.visit.sv", "it is missing; write where one can come"})
	}
	return faults
}

func (d Database) faults() Faults {
	var faults Faults
	if d.Driver != "sqlite" && d.Driver != "postgres" {
		faults = append(faults, Fault{"database.driver", fmt.Sprintf("%q is not a database; write sqlite or postgres", d.Driver)})
	}
	switch {
	case d.DSN == "":
		faults = append(faults, Fault{"database.dsn", "it is missing; write the file of a sqlite database, or set dsn_file"})
	case d.DSNFile == "" && hasPassword(d.DSN):
		faults = append(faults, Fault{"database.dsn", "it holds a password; move it to a file of its own and set dsn_file"})
	}
	return faults
}

func hasPassword(dsn string) bool {
	if u, err := url.Parse(dsn); err == nil && u.User != nil {
		if _, has := u.User.Password(); has {
			return true
		}
	}
	return strings.Contains(dsn, "password=")
}

func (c Config) storageFaults() Faults {
	var faults Faults
	if u, err := url.Parse(c.Files.URL); err != nil || u.Scheme != "file" || u.Host != "" || !strings.HasPrefix(u.Path, "/") {
		faults = append(faults, Fault{"files.url", fmt.Sprintf("%q is not a folder's address; write file:///DIRECTORY", c.Files.URL)})
	}
	if c.KeysFile == "" {
		faults = append(faults, Fault{"keys_file", "it is missing; write the path of the key ring"})
	}
	if c.DraftDays < 1 || c.DraftDays > 365 {
		faults = append(faults, Fault{"draft_days", fmt.Sprintf("%d will not do; write a number of days from 1 to 365", c.DraftDays)})
	}
	if c.Search.LogDays < 0 || c.Search.LogDays > 400 {
		faults = append(faults, Fault{"search.log_days", fmt.Sprintf("%d will not do; write a number of days from 1 to 400, or 0 for no counts", c.Search.LogDays)})
	}
	return faults
}

func (d Delivery) faults() Faults {
	var faults Faults
	for _, pace := range []struct {
		key  string
		time time.Duration
	}{
		{"delivery.timeout", d.Timeout},
		{"delivery.settle", d.Settle},
		{"delivery.sweep_every", d.SweepEvery},
		{"delivery.poll_every", d.PollEvery},
		{"delivery.backoff_max", d.BackoffMax},
		{"delivery.alarm_after", d.AlarmAfter},
		{"delivery.alarm_urgent", d.AlarmUrgent},
	} {
		if pace.time <= 0 {
			faults = append(faults, Fault{pace.key, fmt.Sprintf("%s will not do; write a time longer than nothing, such as 30s", pace.time)})
		}
	}
	if d.AlarmQueue < 1 {
		faults = append(faults, Fault{"delivery.alarm_queue", fmt.Sprintf("%d will not do; write a number of deliveries above 0", d.AlarmQueue)})
	}
	if d.HistoryDays < 1 {
		faults = append(faults, Fault{"delivery.history_days", fmt.Sprintf("%d will not do; write a number of days above 0", d.HistoryDays)})
	}
	if _, err := time.Parse("15:04", d.ReconcileAt); d.ReconcileAt != "" && err != nil {
		faults = append(faults, Fault{"delivery.reconcile_at", fmt.Sprintf("%q is no time of the day; write it as 02:30, or nothing", d.ReconcileAt)})
	}
	if d.ReconcileDays < 1 {
		faults = append(faults, Fault{"delivery.reconcile_days", fmt.Sprintf("%d will not do; write a number of days above 0", d.ReconcileDays)})
	}
	if d.Settle < d.Timeout {
		faults = append(faults, Fault{"delivery.settle", fmt.Sprintf("%s is shorter than timeout (%s): an attempt could still be on its way", d.Settle, d.Timeout)})
	}
	return faults
}

func (c Config) onCallFaults() Faults {
	var faults Faults
	o := c.OnCall
	if o.Copies != "" && o.Copies != NoCopies && c.Connectors[o.Copies].Type != "caseroom" {
		faults = append(faults, Fault{"on_call.copies", fmt.Sprintf("%q is no connector of type caseroom; name one, or write none", o.Copies)})
	}
	if o.WebhookURL != "" && o.WebhookSecretFile == "" {
		faults = append(faults, Fault{"on_call.webhook_secret_file", "it is missing; write the path of the file with the secret"})
	}
	if o.SMSFormat != "form" && o.SMSFormat != "json" {
		faults = append(faults, Fault{"on_call.sms_format", fmt.Sprintf("%q is not a format; write form or json", o.SMSFormat)})
	}
	if o.SMSURL != "" && (o.SMSFrom == "" || len(o.SMSTo) == 0) {
		faults = append(faults, Fault{"on_call.sms_to", "write sms_from and sms_to: who the messages are from, and the numbers on call"})
	}
	return faults
}

func (l Limits) faults() Faults {
	var faults Faults
	if l.FormBytes < 1 {
		faults = append(faults, Fault{"limits.form_bytes", "write a number of bytes above 0"})
	}
	if l.UploadBytes < 1 {
		faults = append(faults, Fault{"limits.upload_bytes", "write a number of bytes above 0"})
	}
	if l.MemoryBytes < l.UploadBytes {
		faults = append(faults, Fault{"limits.memory_bytes", "it must be at least upload_bytes, or the largest request can never be received"})
	}
	if l.DraftsPerMinute < 0 {
		faults = append(faults, Fault{"limits.drafts_per_minute", "write a number of drafts, or 0 for no limit"})
	}
	if l.SubmissionsPerMinute < 0 {
		faults = append(faults, Fault{"limits.submissions_per_minute", "write a number of cases, or 0 for no limit"})
	}
	if l.LoginsPerMinute < 0 {
		faults = append(faults, Fault{"limits.logins_per_minute", "write a number of logins, or 0 for no limit"})
	}
	return faults
}

func (l Log) faults() Faults {
	var faults Faults
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, l.Level) {
		faults = append(faults, Fault{"log.level", fmt.Sprintf("%q is not a level; write debug, info, warn or error", l.Level)})
	}
	if l.Format != "json" && l.Format != "text" {
		faults = append(faults, Fault{"log.format", fmt.Sprintf("%q is not a format; write json or text", l.Format)})
	}
	return faults
}

func (c Config) connectorFaults() Faults {
	var faults Faults
	for _, name := range slices.Sorted(maps.Keys(c.Connectors)) {
		if !connectorShape.MatchString(name) {
			faults = append(faults, Fault{"connectors." + name, "the name must be small letters a–z and digits, with single - or _ between them"})
		}
		if c.Connectors[name].Type == "" {
			faults = append(faults, Fault{"connectors." + name + ".type", "it is missing; write the type of back end, such as open311"})
		}
		if l := c.Connectors[name].Limits; l.Concurrency < 0 || l.Concurrency > 100 || l.PerSecond < 0 || l.PerSecond > 0 && l.PerSecond < 0.01 {
			faults = append(faults, Fault{"connectors." + name + ".limits", "write a concurrency from 1 to 100, and deliveries per_second of at least 0.01; leave out what is not limited"})
		}
	}
	return faults
}
