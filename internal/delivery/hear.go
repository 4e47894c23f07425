package delivery

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/failpoint"
)

// Texts of what a back end is told that tells us something we cannot take.
const (
	textNoCase      = "web.api.inbound.no_case"
	textNotYet      = "web.api.inbound.not_yet"
	textOtherBody   = "web.api.inbound.other_body"
	textOtherAnswer = "web.api.inbound.other_answer"
)

// Hear takes what somebody tells who says that they are the back end of a
// connector, and returns its name. What is told again, by its name, happens once
// and is answered as the first time; a change goes the way of those that Poll
// finds, with its files or not at all. A back end tells of its own cases only.
//
// NotFound: no such connector, or one that hears nothing, or no case or step of
// that name was ever sent there. Forbidden and Invalid are the connector's.
// Conflict: something else was told by that name; the case is not confirmed yet
// or the step is just being sent, so it must be told again later; or it says
// otherwise of a step than before.
func (e *Engine) Hear(ctx context.Context, connector string, h Heard) (id string, err error) {
	inbound, ok := e.cfg.Registry.Inbound(connector)
	if !ok { // the name may be anything that somebody has put into an address
		return "", errs.New(errs.NotFound, "delivery.Hear")
	}
	op := "delivery.Hear " + connector
	var told Told
	err = e.guarded(ctx, connector, func() (err error) {
		told, err = inbound.Hear(h)
		return err
	})
	if err != nil {
		return "", errs.Op(op, err)
	}
	defer failpoint.Pass(failpoint.Heard)
	sum := sha256.Sum256(h.Body)
	t := &telling{Engine: e, name: connector, told: told, digest: hex.EncodeToString(sum[:])}
	if told.Confirmed != nil {
		err = t.confirm(ctx)
	} else {
		err = t.change(ctx)
	}
	return told.ID, errs.Op(op, err)
}

// Hears reports whether there is a connector of that name that may be told
// something.
func (e *Engine) Hears(connector string) bool {
	_, ok := e.cfg.Registry.Inbound(connector)
	return ok
}

// telling is one thing that a connector was told.
type telling struct {
	*Engine
	name   string
	told   Told
	digest string
}

// take notes the telling, and returns true the first time. It joins the
// transaction that does what it says.
func (t *telling) take(ctx context.Context) (bool, error) {
	first, err := t.cfg.Store.TakeTelling(ctx, t.name, t.told.ID, t.digest, t.cfg.Clock.Now())
	if errs.Is(err, errs.Conflict) {
		return false, errs.New(errs.Conflict, "delivery.take").WithText(textOtherBody)
	}
	return first, err
}

// step returns the step of the case that may have been sent there and is theirs
// still.
func (t *telling) step(ctx context.Context, seq int) (Delivery, error) {
	d, err := t.cfg.Store.FindStep(ctx, t.name, t.told.Reference, seq)
	isNone := err == nil && (d.State() == StateMoved || d.Tries == 0 && !d.State().isThere())
	if isNone || errs.Is(err, errs.NotFound) {
		return d, errs.New(errs.NotFound, "delivery.step").WithText(textNoCase)
	}
	return d, err
}

// change hands a change over, as a poll does.
func (t *telling) change(ctx context.Context) error {
	created, err := t.step(ctx, 1)
	if err != nil {
		return err
	}
	if !created.State().isThere() {
		return errs.New(errs.Conflict, "delivery.change").WithText(textNotYet)
	}
	c := *t.told.Change
	c.RemoteID = created.RemoteID
	p := &poll{Engine: t.Engine, name: t.name, connector: inHand{contents: t.told.Contents}}
	var files []ReceivedFile
	if len(c.Files) > 0 {
		taken, err := t.cfg.Store.FindTaken(ctx, t.name, c.Key)
		if err != nil {
			return err
		}
		if !taken {
			if files, err = p.receive(ctx, created.CaseID, c); err != nil {
				return err
			}
		}
	}
	return t.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		if first, err := t.take(ctx); err != nil || !first {
			return err
		}
		if err := p.tell(ctx, created, c, files); err != nil {
			return err
		}
		failpoint.Pass(failpoint.Hearing)
		return nil
	})
}

// confirm ends the step that the back end had only accepted, or whose answer was
// lost, as the look-up would.
func (t *telling) confirm(ctx context.Context) error {
	said := *t.told.Confirmed
	return t.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		if first, err := t.take(ctx); err != nil || !first {
			return err
		}
		d, err := t.step(ctx, said.Seq)
		if err != nil {
			return err
		}
		if s := d.State(); s.isThere() { // a person may have confirmed it without knowing its id
			return agree(said.Refused == "" && (d.RemoteID == said.Receipt.RemoteID || d.RemoteID == ""))
		} else if s == StateRefused {
			return agree(said.Refused != "")
		}
		now := t.cfg.Clock.Now()
		if d.Kind == KindAttachment && said.Refused == "" {
			return t.lookUp(ctx, d, now)
		}
		d, err = t.cfg.Store.Claim(ctx, d.ID, newID(), now, now.Add(t.lease()))
		if err != nil {
			return notYet(err)
		}
		a := &attempt{Engine: t.Engine, d: d, before: d, saved: d.State(), begun: now}
		if said.Refused != "" {
			return a.refused(ctx, now, &RefusedError{Reason: said.Refused})
		}
		if taken, err := t.isTaken(ctx, d, said.Receipt.RemoteID); err != nil || taken {
			return errors.Join(err, agree(false))
		}
		return a.delivered(ctx, said.Receipt)
	})
}

// lookUp has a file looked up now: whether it is whole there is seen by its
// checksum, which the look-up tells.
func (t *telling) lookUp(ctx context.Context, d Delivery, now time.Time) error {
	d, err := t.cfg.Store.Hasten(ctx, d.ID, now)
	if err != nil {
		return notYet(err)
	}
	return t.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now)
}

// notYet is the error of a step that somebody else has now.
func notYet(err error) error {
	if errs.Is(err, errs.Conflict) {
		return errs.New(errs.Conflict, "delivery.confirm").WithText(textNotYet)
	}
	return err
}

// agree is the error of a back end that says otherwise than before.
func agree(same bool) error {
	if same {
		return nil
	}
	return errs.New(errs.Conflict, "delivery.agree").WithText(textOtherAnswer)
}

// inHand fetches files that came along.
type inHand struct {
	Connector
	contents map[string][]byte
}

// FetchFile implements FileFetcher.
func (h inHand) FetchFile(_ context.Context, _, fileID string) (io.ReadCloser, error) {
	content, ok := h.contents[fileID]
	if !ok {
		return nil, &RefusedError{Reason: "not sent along"}
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}
