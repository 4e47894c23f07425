package config

import (
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Config is every setting. The tags are the names in the file (yaml) and what
// the documentation says (doc). Default gives the values of what is not set.
type Config struct {
	Addr           string              `yaml:"addr" doc:"Where the portal listens, as HOST:PORT. A proxy that speaks TLS stands in front of it."`
	MetricsAddr    string              `yaml:"metrics_addr" doc:"Where /metrics is answered, and nothing else, as HOST:PORT. Empty: at addr, and then no proxy must pass it on."`
	BaseURL        string              `yaml:"base_url" doc:"The portal's address as citizens type it. With https, cookies are bound to it and browsers are told never to use http."`
	Municipality   Municipality        `yaml:"municipality"`
	Database       Database            `yaml:"database"`
	Files          Files               `yaml:"files"`
	KeysFile       string              `yaml:"keys_file" doc:"File with the key ring that seals answers, attachments and messages. Required."`
	Delivery       Delivery            `yaml:"delivery"`
	OnCall         OnCall              `yaml:"on_call"`
	Limits         Limits              `yaml:"limits"`
	DraftDays      int                 `yaml:"draft_days" doc:"Days that a draft is kept after it was last saved."`
	Search         Search              `yaml:"search"`
	TrustedProxies []string            `yaml:"trusted_proxies" doc:"Addresses or networks (10.0.0.0/8) of the proxies in front, whose X-Forwarded-For is believed when something is counted by address. Required with https; [none] when there is no proxy."`
	Log            Log                 `yaml:"log"`
	Login          map[string]Provider `yaml:"login" doc:"The providers of e-identification that citizens may log in at, by a name that stands in addresses and never changes; see login.md. Empty: one cannot log in."`
	StaffLogin     map[string]Provider `yaml:"staff_login" doc:"The providers that staff may log in at, as login and with groups_claim; see login.md. Empty: nobody works here."`

	OrganisationFile string      `yaml:"organisation_file" doc:"File with the municipality's authorities and their functions, as below. Required with staff_login."`
	Organisation     []Authority `yaml:"-"` // what the file holds

	School     map[string]School    `yaml:"school" doc:"The schools' systems that guardians and pupils see something of, by a name that stands in addresses and never changes; see school.md. Empty: there is no page of it."`
	Connectors map[string]Connector `yaml:"connectors" doc:"The back ends, by the name that a service's route uses. Each has a type and the options of that type, see connectors.md; any option may stand in a file of its own, api_key in the one that api_key_file names. limits: {concurrency: 2, per_second: 5} is how many deliveries at the same time, and how many in a second, a node brings to it at most; without it 8, at any pace."`
}

// Municipality is whose portal it is.
type Municipality struct {
	Name            string    `yaml:"name" doc:"The municipality's name, as it stands on every page. Required."`
	ReferencePrefix string    `yaml:"reference_prefix" doc:"Two to four capital letters A–Z that begin every case reference. Required; never change it."`
	Phone           string    `yaml:"phone" doc:"The contact centre's number: the way without a computer. Required."`
	Hours           i18n.Text `yaml:"hours" doc:"When the phone is answered"`
	Visit           i18n.Text `yaml:"visit" doc:"Where one can come"`
}

// Database is where everything but the contents of files is kept.
type Database struct {
	Driver  string `yaml:"driver" doc:"sqlite or postgres."`
	DSN     string `yaml:"dsn" doc:"For sqlite the database's file; for postgres a connection string without a password."`
	DSNFile string `yaml:"dsn_file" doc:"File that holds dsn, for one with a password. Set one of the two."`
}

// Files is where the contents of attachments are kept, sealed.
type Files struct {
	URL string `yaml:"url" doc:"Where attachments are kept: file:///DIRECTORY, which must be there."`
}

// Delivery is the pace at which cases are carried to the back ends.
type Delivery struct {
	Timeout     time.Duration `yaml:"timeout" doc:"Longest one attempt at a back end may take."`
	Settle      time.Duration `yaml:"settle" doc:"After an attempt that may have arrived, how long to wait before looking for it in the back end. At least timeout."`
	SweepEvery  time.Duration `yaml:"sweep_every" doc:"How often to look for deliveries that nobody carries."`
	PollEvery   time.Duration `yaml:"poll_every" doc:"How often to ask each back end what has happened."`
	BackoffMax  time.Duration `yaml:"backoff_max" doc:"Longest wait before a back end that failed is tried again."`
	AlarmAfter  time.Duration `yaml:"alarm_after" doc:"How long a delivery may wait before there is an alarm: in the back office, the log and the metrics."`
	AlarmUrgent time.Duration `yaml:"alarm_urgent" doc:"The same for services that the catalogue calls urgent, unless it says how many minutes: then somebody on call is alarmed too, see on_call."`
	AlarmQueue  int           `yaml:"alarm_queue" doc:"How many deliveries may wait for a connector before somebody is told at on_call.webhook_url that its queue is long."`
	HistoryDays int           `yaml:"history_days" doc:"Days that the attempts at a delivery are kept after its back end has got it, and reports of reconciliations. What is not confirmed keeps them all, and what people did stays."`

	ReconcileAt     string `yaml:"reconcile_at" doc:"When in the night the back ends are asked for what they have confirmed, as 02:30 in Sweden; see delivery.md. Empty: never by itself."`
	ReconcileDays   int    `yaml:"reconcile_days" doc:"How many days back that goes."`
	ReconcileRepair bool   `yaml:"reconcile_repair" doc:"Whether what a back end surely has lost is then sent again, looked up first."`
}

// OnCall is who is alarmed when what cannot wait does not get through, and how.
type OnCall struct {
	Copies               string   `yaml:"copies" doc:"The connector that gets urgent cases as well when theirs does not take them: one of type caseroom. Empty: the only one of that type; none: no copies."`
	WebhookURL           string   `yaml:"webhook_url" doc:"Where alarms are told, as Standard Webhooks says, without anything about cases or persons: urgent cases, and connectors that are down, late or have a long queue. Empty: nowhere."`
	WebhookSecretFile    string   `yaml:"webhook_secret_file" doc:"File with the secret that signs them: whsec_ and the base64 of 24 to 64 random bytes. Required with webhook_url."`
	SMSURL               string   `yaml:"sms_url" doc:"Address of a gateway that sends text messages: it takes to, from and message by POST. Empty: none are sent."`
	SMSFormat            string   `yaml:"sms_format" doc:"How the gateway takes them: form or json."`
	SMSAuthorizationFile string   `yaml:"sms_authorization_file" doc:"File with the header Authorization for the gateway, whole: Basic … or Bearer …"`
	SMSFrom              string   `yaml:"sms_from" doc:"Who messages are from: a name of at most 11 letters, or a number. Required with sms_url."`
	SMSTo                []string `yaml:"sms_to" doc:"The numbers on call, as +46701740605. Required with sms_url."`
}

// NoCopies says, in OnCall.Copies, that there are no safety copies.
const NoCopies = "none"

// Limits is how much a browser may send, and how often.
type Limits struct {
	FormBytes   int64 `yaml:"form_bytes" doc:"Most bytes of typed answers in one request."`
	UploadBytes int64 `yaml:"upload_bytes" doc:"Most bytes of files in one request. A form may set less for each file."`
	MemoryBytes int64 `yaml:"memory_bytes" doc:"Most bytes of files held in memory while they are received, by all together; one address may have a quarter. As much again is for files being sent, and a quarter of it for typed answers. Not counted: two copies of the one file that a request is sealing, and the pages themselves."`

	DraftsPerMinute      int `yaml:"drafts_per_minute" doc:"Most drafts begun from one address in a minute. 0: no limit."`
	SubmissionsPerMinute int `yaml:"submissions_per_minute" doc:"Most cases sent from one address in a minute. 0: no limit."`
	LoginsPerMinute      int `yaml:"logins_per_minute" doc:"Most logins begun or ended from one address in a minute, of citizens and staff together. 0: no limit."`
}

// Search is what is kept of what people search for.
type Search struct {
	LogDays int `yaml:"log_days" doc:"Days that counts of searches are kept, without anything about anybody; see search.md. 0: nothing is counted, what there was is deleted, and nobody is asked whether they found the right thing."`
}

// Log is what is told of the running.
type Log struct {
	Level  string `yaml:"level" doc:"debug, info, warn or error."`
	Format string `yaml:"format" doc:"json or text."`
}

// Connector is one back end.
type Connector struct {
	Type    string         `yaml:"type"`
	Options map[string]any `yaml:"options"`
	Limits  AskingLimits   `yaml:"limits"`
}

// AskingLimits are how much a back end is asked by one node. 0: no limit of its own.
type AskingLimits struct {
	Concurrency int     `yaml:"concurrency"` // deliveries at the same time
	PerSecond   float64 `yaml:"per_second"`  // deliveries begun in a second
}

// Default returns the settings that hold when nothing is said. What is required
// is empty.
func Default() Config {
	return Config{
		Addr:    "127.0.0.1:8080",
		BaseURL: "http://127.0.0.1:8080",
		Database: Database{
			Driver: "sqlite",
		},
		Delivery: Delivery{
			Timeout: 30 * time.Second, Settle: time.Minute,
			SweepEvery: time.Minute, PollEvery: 5 * time.Minute, BackoffMax: 5 * time.Minute,
			AlarmAfter: 30 * time.Minute, AlarmUrgent: 15 * time.Minute, AlarmQueue: 500,
			HistoryDays: 365, ReconcileDays: 30,
		},
		OnCall: OnCall{SMSFormat: "form"},
		Limits: Limits{
			FormBytes: 1 << 20, UploadBytes: 32 << 20, MemoryBytes: 256 << 20,
			DraftsPerMinute: 120, SubmissionsPerMinute: 60, LoginsPerMinute: 120,
		},
		DraftDays: 30,
		Search:    Search{LogDays: 90},
		Log:       Log{Level: "info", Format: "json"},
	}
}

// NoProxy says, alone in TrustedProxies, that no proxy stands in front.
const NoProxy = "none"

// DraftLife returns how long a draft is kept after it was last saved.
func (c Config) DraftLife() time.Duration { return time.Duration(c.DraftDays) * 24 * time.Hour }

// HistoryLife returns how long attempts are kept after their back end has got it.
func (c Config) HistoryLife() time.Duration {
	return time.Duration(c.Delivery.HistoryDays) * 24 * time.Hour
}
