package backoffice

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// nobody is the choice that gives a case back to its function.
const nobody = "-"

// Do does the deed and says on the page that it is done. A fault in what was
// typed is shown where it is. When somebody was quicker, or the case is one's no
// longer, the page says so and still has what was typed.
func (h *Handlers) Do(deed officeview.Deed) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		lang, reference, form := i18n.LangOf(ctx), c.Param(ParamReference), posted.Of(ctx)
		err := h.do(ctx, reference, deed, form)
		switch {
		case err == nil && deed == officeview.DeedForward: // it may be one's no longer
			return render.SeeOther(c, paths.OfficeForwarded(lang, string(deed)))
		case err == nil:
			return render.SeeOther(c, paths.OfficeDone(lang, reference, string(deed)))
		case isFault(err), errs.Is(err, errs.Conflict):
			return h.again(c, deed, form, err)
		case errs.Is(err, errs.NotFound):
			return h.lost(c, form, err)
		default:
			return err
		}
	}
}

// do reads what was typed and has it done.
func (h *Handlers) do(ctx context.Context, reference string, deed officeview.Deed, form posted.Form) error {
	actor, values := session.Actor(ctx), form.Values
	revision, _ := strconv.Atoi(values.Get(officeview.FieldVersion)) // no number is an old version
	seen := caseroom.Seen{Reference: reference, Revision: revision}
	text, to := values.Get(officeview.FieldText), values.Get(officeview.FieldTo)
	uploads, err := uploads(form.Files)
	if err != nil {
		return err
	}
	message := caseroom.Message{Text: text, Files: uploads}
	switch deed {
	case officeview.DeedTake:
		return h.Cases.Take(ctx, actor, seen)
	case officeview.DeedGoOn:
		return h.Cases.Start(ctx, actor, seen)
	case officeview.DeedWrite:
		return h.Cases.WriteToCitizen(ctx, actor, seen, message)
	case officeview.DeedAsk:
		day, err := lastDay(values.Get(officeview.FieldDay))
		if err != nil {
			return err
		}
		return h.Cases.AskCompletion(ctx, actor, seen, message, day)
	case officeview.DeedNote:
		return h.Cases.Note(ctx, actor, seen, text)
	case officeview.DeedDecide:
		return h.Cases.Decide(ctx, actor, seen, caseroom.Decision{
			Outcome: caseroom.Outcome(values.Get(officeview.FieldOutcome)), Text: text, Appeal: values.Get(officeview.FieldAppeal),
			Files: uploads, Close: values.Get(officeview.FieldClose) != "",
		})
	case officeview.DeedClose:
		return h.Cases.Close(ctx, actor, seen, message)
	case officeview.DeedReopen:
		return h.Cases.Reopen(ctx, actor, seen, text)
	case officeview.DeedAssign:
		switch to {
		case "":
			return fault("to", "caseroom.fault.colleague")
		case nobody:
			to = ""
		}
		return h.Cases.Assign(ctx, actor, seen, identity.PersonID(to))
	case officeview.DeedForward:
		if to == "" {
			return fault("to", "caseroom.fault.function")
		}
		return h.Cases.Forward(ctx, actor, seen, identity.FunctionID(to), text)
	default:
		return errs.New(errs.Internal, "backoffice.do "+string(deed))
	}
}

// fault is what is wrong with something that was typed, found before the
// caseroom is asked.
func fault(field, text string) error {
	return errs.Wrap(errs.Invalid, "backoffice.do", &caseroom.FieldError{Field: field, Text: text})
}

func isFault(err error) bool {
	_, is := errors.AsType[*caseroom.FieldError](err)
	return is
}

// lastDay reads a day as browsers write it: 2026-12-12, by Swedish time.
func lastDay(typed string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, typed, i18n.Local(time.Time{}).Location())
	if err != nil {
		return time.Time{}, fault("last_day", "office.fault.day")
	}
	return day.Add(12 * time.Hour), nil // noon is in the day whatever the clocks do
}

// uploads reads the files that were sent whole.
func uploads(files []posted.File) ([]caseroom.Upload, error) {
	var out []caseroom.Upload
	for _, f := range files {
		if f.Field != officeview.FieldFiles {
			continue
		}
		switch f.Lack {
		case posted.LackSpace:
			return nil, fault("files", "office.fault.files")
		case posted.LackTurn:
			return nil, fault("files", "office.fault.busy")
		}
		content, err := read(f)
		if err != nil {
			return nil, err
		}
		out = append(out, caseroom.Upload{Name: f.Name, Content: content})
	}
	return out, nil
}

func read(f posted.File) ([]byte, error) {
	opened, err := f.Open()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(opened)
	return content, errors.Join(err, opened.Close())
}

// again shows the case as it is now, with the form as it was typed and what is
// wrong with it.
func (h *Handlers) again(c echo.Context, deed officeview.Deed, typed posted.Form, cause error) error {
	ctx := c.Request().Context()
	page, view, err := h.open(c)
	if errs.Is(err, errs.NotFound) {
		return h.lost(c, typed, err)
	}
	if err != nil {
		return err
	}
	status := http.StatusConflict
	if !deed.AtOnce() {
		page.Form = form(ctx, deed, view)
		fill(page.Form, typed.Values)
	}
	if wrong, ok := errors.AsType[*caseroom.FieldError](cause); ok && page.Form != nil {
		status = http.StatusUnprocessableEntity
		h.mark(ctx, page.Form, wrong)
	} else {
		page.Changed = changed(ctx, view, typed)
	}
	return h.Pages.Show(c, status, officeview.CasePage(page))
}

// changed says who did what last.
func changed(ctx context.Context, v caseroom.View, typed posted.Form) *officeview.Changed {
	out := &officeview.Changed{HadFiles: len(typed.Files) > 0}
	if n := len(v.Events); n > 0 {
		lang, last := i18n.LangOf(ctx), v.Events[n-1]
		out.At, out.By = i18n.DateTime(lang, last.At), author(lang, last.By)
		if last.IsFromCitizen() {
			out.By = i18n.T(ctx, "office.message.citizen")
		}
	}
	return out
}

// lost says that the case is not one's to work, and gives back what was typed.
// Where nothing was, it is as any page that is not there.
func (h *Handlers) lost(c echo.Context, typed posted.Form, cause error) error {
	text := typed.Values.Get(officeview.FieldText)
	if text == "" {
		return cause
	}
	page := officeview.Lost{Office: h.Office(c), Text: text}
	page.Path = paths.Office(i18n.SV)
	return h.Pages.Show(c, http.StatusNotFound, officeview.LostPage(page))
}

// form is the form of a deed, nothing typed in it yet.
func form(ctx context.Context, deed officeview.Deed, v caseroom.View) *officeview.Form {
	f := &officeview.Form{Deed: deed}
	switch deed {
	case officeview.DeedAssign:
		for _, who := range v.Colleagues {
			f.ToOptions = append(f.ToOptions, ui.Option{Value: string(who.ID), Label: who.Name})
		}
		if v.Case.Handler.ID != "" {
			f.ToOptions = append(f.ToOptions, ui.Option{Value: nobody, Label: i18n.T(ctx, "office.field.to_pool")})
		}
	case officeview.DeedForward:
		for _, to := range v.Functions {
			f.ToOptions = append(f.ToOptions, ui.Option{Value: string(to.ID), Label: to.Title.In(i18n.LangOf(ctx))})
		}
	case officeview.DeedDecide:
		for _, o := range caseroom.Outcomes {
			f.Outcomes = append(f.Outcomes, ui.Option{Value: string(o), Label: i18n.T(ctx, "office.outcome."+string(o))})
		}
	case officeview.DeedClose:
		f.TextOptional = !v.Case.DecidedAt.IsZero() || !v.Case.WithdrawnAt.IsZero()
	}
	return f
}

// fill puts what was typed back.
func fill(f *officeview.Form, v url.Values) {
	f.Text, f.Day, f.To = v.Get(officeview.FieldText), v.Get(officeview.FieldDay), v.Get(officeview.FieldTo)
	f.Outcome, f.Appeal, f.Close = v.Get(officeview.FieldOutcome), v.Get(officeview.FieldAppeal), v.Get(officeview.FieldClose) != ""
}

// mark puts a fault beside what it is in.
func (h *Handlers) mark(ctx context.Context, f *officeview.Form, wrong *caseroom.FieldError) {
	lang := i18n.LangOf(ctx)
	message := i18n.T(ctx, wrong.Text, "Size", ui.FileSize(lang, h.Uploads), "Example", i18n.Local(h.Clock.Now().AddDate(0, 0, 14)).Format(time.DateOnly))
	switch wrong.Field {
	case "last_day":
		f.DayError = message
	case "outcome":
		f.OutcomeError = message
	case "appeal":
		f.AppealError = message
	case "to":
		f.ToError = message
	case "files":
		f.FilesError = message
	default: // "text" and "reason"
		f.TextError = message
	}
}
