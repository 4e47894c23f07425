package caseroom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	room "github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/clock"
	connector "github.com/mittkoping/entre/internal/connectors/caseroom"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// The bridge puts a network between the connector and a caseroom, so that
// answers can be lost there as the suite loses them. A commit whose answer is
// lost is the same to the connector.

// asked is what goes over the bridge.
type asked struct {
	Arrival   room.Arrival
	File      room.ArrivingFile
	Word      room.Word
	Key       string
	After     int64
	Limit     int
	CaseID    string
	FileID    string
	Authority string
	Function  identity.FunctionID
}

// answered is what comes back. A document without its mark is not from here.
type answered struct {
	Mark    string
	Setting string
	Kind    errs.Kind
	Failed  bool

	Registration room.Registration
	Found        bool
	ID           string
	Tidings      []room.Tiding
	Content      []byte
}

const (
	mark = "caseroom"
	key  = "rätt"
)

// serve offers a caseroom on the network.
func serve(t *testing.T, s connector.Room) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in asked
		switch {
		case r.URL.Path != "/room":
			http.NotFound(w, r)
			return
		case r.Header.Get("Authorization") != key:
			w.WriteHeader(http.StatusUnauthorized)
			return
		case json.NewDecoder(r.Body).Decode(&in) != nil:
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		out, err := call(r.Context(), s, r.URL.Query().Get("do"), in)
		out.Mark = mark
		if err != nil {
			out = answered{Mark: mark, Failed: true, Kind: errs.KindOf(err)}
			if setting, ok := errors.AsType[*room.SettingError](err); ok {
				out.Setting = setting.Reason
			}
		}
		_ = json.NewEncoder(w).Encode(out)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/room"
}

func call(ctx context.Context, s connector.Room, what string, in asked) (out answered, err error) {
	switch what {
	case "register":
		out.Registration, err = s.Register(ctx, in.Arrival)
	case "registered":
		out.Registration, out.Found, err = s.Registered(ctx, in.Key)
	case "file":
		out.ID, err = s.AddFile(ctx, in.File)
	case "message":
		out.ID, err = s.AddMessage(ctx, in.Word)
	case "withdraw":
		out.ID, err = s.Withdraw(ctx, in.Word)
	case "settle":
		out.ID, err = s.Settle(ctx, in.Word)
	case "tidings":
		out.Tidings, err = s.Tidings(ctx, in.After, in.Limit)
	case "content":
		out.Content, err = s.Content(ctx, in.CaseID, in.FileID)
	case "check":
		err = s.Check(ctx)
	case "place":
		err = s.CheckPlace(in.Authority, in.Function)
	default:
		err = errors.New("no such call")
	}
	return out, err
}

// remote is a caseroom at the other end of the bridge.
type remote struct{ client *httpclient.Client }

func connect(t *testing.T, baseURL, key string) delivery.Connector {
	t.Helper()
	base, err := httpclient.ParseBase(baseURL, false)
	if err != nil {
		t.Fatal(err)
	}
	r := remote{&httpclient.Client{
		Base: base, Header: http.Header{"Authorization": {key}}, Timeout: 5 * time.Second, Clock: clock.System{},
		Judge: func(a *httpclient.Answer) error {
			if a.Status == http.StatusUnauthorized {
				return &delivery.UnavailableError{Err: a.Err()}
			}
			return a.Err()
		},
	}}
	return build(t, r)
}

// build makes a connector to a room, as the registry does.
func build(t *testing.T, r connector.Room) delivery.Connector {
	t.Helper()
	c, err := connector.Type(func() connector.Room { return r }).New(delivery.NewOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r remote) ask(ctx context.Context, what string, in asked) (answered, error) {
	request, err := httpclient.JSON(in)
	if err != nil {
		return answered{}, err
	}
	request.Query = map[string][]string{"do": {what}}
	a, err := r.client.Do(ctx, http.MethodPost, "", request)
	if err != nil {
		return answered{}, err
	}
	var out answered
	if err := json.NewDecoder(bytes.NewReader(a.Body)).Decode(&out); err != nil || out.Mark != mark {
		return answered{}, errors.New("the answer is not a caseroom's")
	}
	switch {
	case out.Setting != "":
		return answered{}, errs.Wrap(out.Kind, "remote", &room.SettingError{Reason: out.Setting})
	case out.Failed:
		return answered{}, errs.New(out.Kind, "remote")
	}
	return out, nil
}

func (r remote) Register(ctx context.Context, a room.Arrival) (room.Registration, error) {
	out, err := r.ask(ctx, "register", asked{Arrival: a})
	return out.Registration, err
}

func (r remote) Registered(ctx context.Context, key string) (room.Registration, bool, error) {
	out, err := r.ask(ctx, "registered", asked{Key: key})
	return out.Registration, out.Found, err
}

func (r remote) AddFile(ctx context.Context, f room.ArrivingFile) (string, error) {
	out, err := r.ask(ctx, "file", asked{File: f})
	return out.ID, err
}

func (r remote) AddMessage(ctx context.Context, w room.Word) (string, error) {
	out, err := r.ask(ctx, "message", asked{Word: w})
	return out.ID, err
}

func (r remote) Withdraw(ctx context.Context, w room.Word) (string, error) {
	out, err := r.ask(ctx, "withdraw", asked{Word: w})
	return out.ID, err
}

func (r remote) Settle(ctx context.Context, w room.Word) (string, error) {
	out, err := r.ask(ctx, "settle", asked{Word: w})
	return out.ID, err
}

func (r remote) Tidings(ctx context.Context, after int64, limit int) ([]room.Tiding, error) {
	out, err := r.ask(ctx, "tidings", asked{After: after, Limit: limit})
	return out.Tidings, err
}

func (r remote) Content(ctx context.Context, caseID, fileID string) ([]byte, error) {
	out, err := r.ask(ctx, "content", asked{CaseID: caseID, FileID: fileID})
	return out.Content, err
}

func (r remote) Check(ctx context.Context) error {
	_, err := r.ask(ctx, "check", asked{})
	return err
}

func (r remote) CheckPlace(authority string, function identity.FunctionID) error {
	_, err := r.ask(context.Background(), "place", asked{Authority: authority, Function: function})
	return err
}
