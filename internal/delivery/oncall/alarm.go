package oncall

import (
	"context"
	"time"
)

// Escalation is why somebody is alarmed. Each comes once for a delivery; of a
// connector's Trouble, and that it is over, each comes once for an episode.
type Escalation string

// The escalations.
const (
	// Stuck: its back end is away or will not have it, or we cannot send it. At once.
	Stuck Escalation = "stuck"
	// Late: it has waited for longer than its service may.
	Late Escalation = "late"
)

// The channels that are always there, beside those of the configuration.
const (
	ChannelLog  = "log"  // a line in the log, level error
	ChannelCopy = "copy" // the safety copy; its row says that there is one
)

// Alarm is one escalation of a delivery by one channel.
type Alarm struct {
	ID         string // also towards the channel, which knows by it that it has had the alarm
	DeliveryID string // or the episode's
	Escalation Escalation
	Channel    string
	Connector  string // that the delivery is owed to
	MadeAt     time.Time

	DueAt       time.Time // when it is tried next
	LeasedUntil time.Time
	LeaseToken  string
	Tries       int
	GivenAt     time.Time // zero: not yet
	Detail      string    // why the latest try failed: a code or a status line
}

// Waiting is an urgent delivery that is not there, and has no alarm of the
// escalation yet.
type Waiting struct {
	DeliveryID    string
	CaseID        string
	Reference     string
	Connector     string
	CreatedAt     time.Time
	AttachmentIDs []string // of the case, in the order of their deliveries
}

// Notice is what a channel is told: nothing about the case, nor about anybody.
type Notice struct {
	ID         string     `json:"id"` // the same each time that it is told
	Escalation Escalation `json:"escalation"`
	Connector  string     `json:"connector"`
	DeliveryID string     `json:"delivery_id,omitempty"` // of an urgent case
	Episode    string     `json:"episode,omitempty"`     // of a connector's trouble: the same when it begins and when it is over
	At         time.Time  `json:"at"`                    // when the alarm was made
	Text       string     `json:"text"`                  // in words, in Swedish, short enough for an SMS
	URL        string     `json:"url"`                   // of the page where it is looked at
}

// Channel reaches somebody on call.
type Channel interface {
	// Tell returns nil when the other end has taken it over. The error is a code or
	// a status line, without addresses or numbers; it is tried again.
	Tell(ctx context.Context, n Notice) error
}

// Store keeps the alarms. All methods join the transaction in ctx.
type Store interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	Episodes
	// FindStuck returns up to limit urgent deliveries that are not there, without
	// an alarm of Stuck: refused, or kept back by the back end or by us, or owed to
	// one of the connectors.
	FindStuck(ctx context.Context, shut []string, limit int) ([]Waiting, error)
	// FindLate returns up to limit urgent deliveries that are not there by their
	// time, without an alarm of Late.
	FindLate(ctx context.Context, now time.Time, limit int) ([]Waiting, error)
	// CreateAlarm keeps an alarm and returns true, unless there is one of the same
	// delivery, escalation and channel.
	CreateAlarm(ctx context.Context, a Alarm) (bool, error)
	// ClaimAlarm leases the alarm that is due the longest and has not been given,
	// and returns it; false: there is none.
	ClaimAlarm(ctx context.Context, token string, now, until time.Time) (Alarm, bool, error)
	// SaveAlarm writes what a try has changed, if the row still has token:
	// otherwise Conflict.
	SaveAlarm(ctx context.Context, a Alarm, token string) error
	// HasAlarm reports whether the delivery has one on the channel.
	HasAlarm(ctx context.Context, deliveryID, channel string) (bool, error)
	// IsOwed reports whether the case owes, or has owed, anything to the connector.
	IsOwed(ctx context.Context, caseID, connector string) (bool, error)
}
