package open311

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// TestListAsksAgain: an answer that is none does not cost the whole list, who says
// no is not pressed, and three times is enough.
func TestListAsksAgain(t *testing.T) {
	garbled := errors.New("the answer is not a list in JSON")
	no := &refusal{answer: &httpclient.Answer{Status: 400}}
	away := &delivery.UnavailableError{Err: errors.New("429")}
	for name, tt := range map[string]struct {
		answers []error
		asked   int
		want    error
	}{
		"garbled once":          {[]error{garbled, nil}, 2, nil},
		"garbled twice":         {[]error{garbled, garbled, nil}, 3, nil},
		"garbled for too long":  {[]error{garbled, garbled, garbled, nil}, 3, garbled},
		"refused":               {[]error{no, nil}, 1, no},
		"not now":               {[]error{away, nil}, 1, away},
		"garbled, then refused": {[]error{garbled, no, nil}, 2, no},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			f := func(context.Context, time.Time, time.Time) ([]update, error) {
				asked++
				return nil, tt.answers[asked-1]
			}
			_, err := list(t.Context(), f, 1000, time.Unix(0, 0), time.Unix(60, 0))
			if !errors.Is(err, tt.want) || asked != tt.asked {
				t.Errorf("asked %d times, %v; want %d, %v", asked, err, tt.asked, tt.want)
			}
		})
	}
}
