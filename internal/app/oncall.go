package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/connectors/alarm"
	"github.com/mittkoping/entre/internal/connectors/caseroom"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/oncall"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
)

// newOnCall makes what alarms whoever is on call.
func (p *Portal) newOnCall() (*oncall.Service, error) {
	h := p.house
	channels, err := h.channels()
	if err != nil {
		return nil, fmt.Errorf("on_call: %w", err)
	}
	return oncall.New(oncall.Config{
		Store: h.db.Alarms(), Engine: p.engine, Connectors: h.registry.Names(), Channels: channels, Calm: []string{channelWebhook}, Troubles: p.troubles, Copies: h.copiesTo(),
		URL: h.cfg.BaseURL + paths.Deliveries(i18n.SV), Audit: h.db.Audit(), Clock: h.clock, Log: h.log,
	}), nil
}

const (
	channelWebhook = "webhook"

	// downAfter is how long a back end must have been away before somebody is told:
	// what has been restarted is there again by then.
	downAfter = time.Minute
)

// troubles says what is the matter with connectors now: those that are configured, and those that something is still owed to.
func (p *Portal) troubles(ctx context.Context) ([]oncall.Troubled, error) {
	h, now := p.house, p.house.clock.Now()
	var out []oncall.Troubled
	for _, name := range h.registry.Names() {
		if since := p.engine.Shut(name); !since.IsZero() && now.Sub(since) >= downAfter {
			out = append(out, oncall.Troubled{Connector: name, Trouble: oncall.Down})
		}
	}
	late, err := p.watch.Late(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range late {
		out = append(out, oncall.Troubled{Connector: l.Connector, Trouble: oncall.Slow})
	}
	waiting, err := h.db.Deliveries().FindBacklog(ctx)
	for _, b := range waiting {
		if b.Owed > h.cfg.Delivery.AlarmQueue {
			out = append(out, oncall.Troubled{Connector: b.Connector, Trouble: oncall.Queue})
		}
	}
	return out, err
}

// settle closes the safety copy of what has come to where it belongs.
func (p *Portal) settle(ctx context.Context, d delivery.Delivery) error {
	return p.onCall.Settle(ctx, d)
}

// channels are the ways to whoever is on call.
func (h *house) channels() (map[string]oncall.Channel, error) {
	cfg, channels := h.cfg.OnCall, map[string]oncall.Channel{}
	if cfg.WebhookURL != "" {
		secret, err := delivery.Secret("", cfg.WebhookSecretFile)
		if err != nil {
			return nil, fmt.Errorf("webhook_secret_file: %w", err)
		}
		if channels[channelWebhook], err = (alarm.Webhook{URL: cfg.WebhookURL, Secret: secret, Clock: h.clock}).Channel(); err != nil {
			return nil, err
		}
	}
	if cfg.SMSURL == "" {
		return channels, nil
	}
	authorization, err := delivery.Secret("", cfg.SMSAuthorizationFile)
	if err != nil {
		return nil, fmt.Errorf("sms_authorization_file: %w", err)
	}
	texts, err := alarm.SMS{
		URL: cfg.SMSURL, Authorization: authorization, From: cfg.SMSFrom, To: cfg.SMSTo, JSON: cfg.SMSFormat == "json", Clock: h.clock,
	}.Channels()
	if err != nil {
		return nil, err
	}
	for i, c := range texts {
		channels[fmt.Sprintf("sms-%d", i+1)] = c
	}
	return channels, nil
}

// copiesTo is the connector that gets safety copies: the one that the
// configuration names, or the only caseroom. "": none.
func (h *house) copiesTo() string {
	switch named := h.cfg.OnCall.Copies; named {
	case config.NoCopies:
		return ""
	case "":
	default:
		return named
	}
	only := ""
	for name, c := range h.cfg.Connectors {
		if c.Type == caseroom.TypeName {
			if only != "" {
				return "" // which of them, somebody must say
			}
			only = name
		}
	}
	return only
}

// copies makes safety copies for the caseroom.
type copies struct {
	house *house
	to    string
}

func (h *house) copies() *copies { return &copies{h, h.copiesTo()} }

// isCopy reports whether what goes to the connector is a safety copy: the case is
// worked elsewhere, and no rule of its service sends it there.
func (c *copies) isCopy(d cases.Dossier, connector string) bool {
	return connector == c.to && connector != d.Case.Connector && len(d.Params) == 0
}

// mark says in a safety copy what it is, first of all, and who is to work it: the
// first function of the authority that works cases.
func (c *copies) mark(env *delivery.Envelope, d cases.Dossier) {
	env.Title = "Säkerhetskopia: " + env.Title
	env.Sections = append([]delivery.Section{{Title: "Säkerhetskopia", Rows: []delivery.Row{{
		Question: "copy", Label: "Varför ligger ärendet här?", Lines: []string{
			fmt.Sprintf("Ärendet är brådskande och har inte kommit fram till %s än. Börja med det här.", d.Case.Connector),
			"Skriv inte till den sökande härifrån, det når inte fram: ring. När det har kommit fram stängs kopian av sig själv, och det står här var ärendet finns.",
		},
	}}}}, env.Sections...)
	authority, _ := c.house.organisation.AuthorityNamed(env.Authority)
	for _, f := range authority.Functions {
		if f.Has(identity.PowerHandle) {
			env.Params = map[string]string{"function": string(f.ID)}
			return
		}
	}
}

// settled says in a safety copy where the case is: the item is its delivery.
func (c *copies) settled(ctx context.Context, deliveryID string) (delivery.EnvelopeMessage, error) {
	d, err := c.house.db.Deliveries().FindDelivery(ctx, deliveryID)
	if err != nil {
		return delivery.EnvelopeMessage{}, err
	}
	where := strings.TrimSpace(d.Connector + " " + d.Number)
	return delivery.EnvelopeMessage{
		ID: d.ID, At: d.DeliveredAt, Text: "Säkerhetskopian stängs: ärendet finns nu hos " + where + ". Det som har gjorts här följer inte med.",
	}, nil
}
