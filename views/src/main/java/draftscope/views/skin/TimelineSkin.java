package draftscope.views.skin;

import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.StepSummary;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Mark;
import draftscope.views.Selection;
import draftscope.views.Timeline;
import draftscope.views.layout.EditWords;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TimelineLayout;
import draftscope.views.layout.TokenText;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;

/// Draws a [Timeline]: marks a round, a curve, an area, on one common axis of steps.
public final class TimelineSkin extends TraceSkin<Timeline> {
    private static final double HEAD = 24;
    /// Fainter, yet not below what may carry meaning.
    private static final double FUTURE = 0.55;
    private static final double MOST_BITS = 7;

    private TimelineLayout layout;
    private int shownStep = -1;
    private int mostMarks;
    private boolean stacked;
    private int anchor = -1; // where a range of steps began

    public TimelineSkin(Timeline view) {
        super(view);
    }

    @Override
    double headHeight() {
        return 0;
    }

    @Override
    protected double computePrefHeight(double width, double top, double right, double bottom, double left) {
        return px(160);
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        return state == null || state.trace().steps().isEmpty()
                ? new Empty("No steps yet.", "Each round of a run becomes a column here.")
                : null;
    }

    private boolean maskFree() {
        return view().getState().canvas().filter(CanvasState::maskFree).isPresent();
    }

    private boolean diffusion() {
        return view().getState().canvas().isPresent();
    }

    @Override
    void paint(Pen g, double width, double height) {
        TraceState state = view().getState();
        Trace trace = state.trace();
        List<StepSummary> steps = trace.steps();
        layout = TimelineLayout.of(steps.size(), width, ink().scale);
        double room = width - layout.left() - px(10);
        boolean scrolls = layout.contentWidth() > room + 0.5;
        double bottom = height - (scrolls ? px(12) : px(6));
        int now = Math.max(0, Math.min(steps.size() - 1, state.step()));
        double scrolled = scroll(horizontal(), layout.contentWidth(), room);
        if (now != shownStep) {
            shownStep = now;
            scrolled = keepInSight(now, scrolled, room);
        }
        int first = Math.max(0, layout.step(layout.left(), scrolled));
        int last = layout.step(width, scrolled);
        mostMarks = 1;
        for (StepSummary step : steps)
            mostMarks = Math.max(mostMarks,
                    step.accepted() + step.rejected() + step.corrected() + step.bonus() + step.plain());
        // One way of drawing for all columns, so that they can be compared.
        stacked = (layout.columnWidth() - px(8)) / mostMarks < px(3.2);
        labels(g, state, steps.size(), now, bottom);
        g.save();
        g.beginPath();
        g.rect(layout.left(), 0, width - layout.left(), height);
        g.clip();
        column(g, steps.get(now), state, layout.x(now, scrolled), bottom);
        numbers(g, now, first, last, scrolled);
        signs(g, first, last, scrolled);
        double marks = px(HEAD);
        double lane = bottom - marks;
        // Two passes, so that the past is not painted through the future's transparency.
        for (boolean future : new boolean[]{true, false}) {
            g.setGlobalAlpha(future ? FUTURE : 1);
            int from = future ? Math.max(first, now + 1) : first;
            int to = future ? last : Math.min(last, now);
            if (from > to)
                continue;
            for (int s = from; s <= to; s++)
                marks(g, steps.get(s), layout.x(s, scrolled), marks + px(4), lane * 0.30 - px(6));
            if (diffusion()) {
                confidence(g, steps, from, to, scrolled, marks + lane * 0.40, lane * 0.32);
                if (maskFree())
                    slots(g, steps, from, to, scrolled, marks + lane * 0.78, lane * 0.2);
                else
                    remasked(g, steps, from, to, scrolled, marks + lane * 0.78, lane * 0.2);
            } else {
                entropy(g, trace, steps, from, to, scrolled, marks + lane * 0.36, lane * 0.32);
                slots(g, steps, from, to, scrolled, marks + lane * 0.73, lane * 0.27);
            }
        }
        g.setGlobalAlpha(1);
        rim(g, layout.x(now, scrolled), bottom);
        selected(g, scrolled, bottom);
        g.restore();
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.strokeLine(Math.round(layout.left() - px(6)) + 0.5, 0, Math.round(layout.left() - px(6)) + 0.5, height);
    }

    private double keepInSight(int step, double scrolled, double room) {
        double left = step * layout.columnWidth();
        double wanted = scrolled;
        if (left < scrolled)
            wanted = Math.max(0, left - room * 0.3);
        else if (left + layout.columnWidth() > scrolled + room)
            wanted = Math.min(horizontal().getMax(), left + layout.columnWidth() - room * 0.85);
        wanted = Math.max(0, Math.min(horizontal().getMax(), wanted));
        horizontal().setValue(wanted);
        return wanted;
    }

    private void labels(Pen g, TraceState state, int steps, int now, double bottom) {
        double x = px(14);
        double lane = bottom - px(HEAD);
        String word = diffusion() ? "Step " : "Round ";
        ink().left(g, word + (now + 1) + " / " + steps, ink().uiBold(12.5), ink().text, x, px(13));
        if (diffusion()) {
            ink().left(g, maskFree() ? "Changed" : "Unmasked", ink().ui(12), ink().secondary, x,
                    px(HEAD) + lane * 0.15);
            ink().left(g, "Mean confidence", ink().ui(12), ink().secondary, x, px(HEAD) + lane * 0.56);
            ink().left(g, maskFree() ? "KV slots" : "Masked again", ink().ui(12), ink().secondary, x,
                    px(HEAD) + lane * 0.88);
        } else {
            ink().left(g, "Draft & verdicts", ink().ui(12), ink().secondary, x, px(HEAD) + lane * 0.15);
            ink().left(g, "Entropy, 0–7 bit", ink().ui(12), ink().secondary, x, px(HEAD) + lane * 0.52);
            ink().left(g, "KV slots", ink().ui(12), ink().secondary, x, px(HEAD) + lane * 0.86);
        }
    }

    private void column(Pen g, StepSummary step, TraceState state, double x, double bottom) {
        g.setFill(ink().palette.tint("draft", "app", 0.16));
        g.fillRoundRect(x, px(2), layout.columnWidth(), bottom - px(2), px(6), px(6));
        // How far into the step the moment is.
        int events = Math.max(1, step.endEvent() - step.firstEvent());
        double share = Math.max(0, Math.min(1, (state.position() - step.firstEvent()) / (double) events));
        g.setFill(ink().focus);
        g.fillRect(x + px(2), bottom - px(2), Math.max(0, (layout.columnWidth() - px(4)) * share), px(2));
    }

    private void rim(Pen g, double x, double bottom) {
        g.setStroke(ink().focus);
        g.setLineWidth(px(1.5));
        g.setLineDashes();
        g.strokeRoundRect(x + 0.5, px(2), layout.columnWidth() - 1, bottom - px(2), px(6), px(6));
    }

    private void numbers(Pen g, int now, int first, int last, double scrolled) {
        int every = layout.labelEvery(px(26));
        for (int s = first; s <= last; s++) {
            boolean current = s == now;
            if (!current && (s + 1) % every != 0 && s != 0)
                continue;
            // A number beside the current one would run into it.
            if (!current && Math.abs(s - now) * layout.columnWidth() < px(24))
                continue;
            ink().centre(g, Integer.toString(s + 1), current ? ink().uiBold(11) : ink().ui(11),
                    current ? ink().text : ink().secondary, layout.x(s, scrolled) + layout.columnWidth() / 2, px(13));
        }
    }

    /// Beside the number, and below it where the column is narrow.
    private void signs(Pen g, int first, int last, double scrolled) {
        double r = Math.min(px(3.6), layout.columnWidth() / 2);
        int fit = (int) ((layout.columnWidth() / 2 - px(11)) / (2 * r + px(2)));
        for (int s = first; s <= last; s++) {
            double centre = layout.x(s, scrolled) + layout.columnWidth() / 2;
            List<Mark> marks = view().getMarks().step(s);
            List<Mark> shown = marks.subList(0, Math.min(Math.max(1, fit), marks.size()));
            Signs.row(g, ink(), shown, fit > 0 ? centre + px(12) + r : centre, fit > 0 ? px(13) : px(21.5), r);
        }
    }

    private void selected(Pen g, double scrolled, double bottom) {
        if (view().getSelection() instanceof Selection.Steps(int from, int to)) {
            double left = layout.x(from, scrolled);
            double right = layout.x(Math.min(to, layout.steps() - 1), scrolled) + layout.columnWidth();
            g.setStroke(ink().text);
            g.setLineWidth(px(2));
            g.setLineDashes();
            g.strokePolyline(new double[]{left + 1, left + 1, right - 1, right - 1},
                    new double[]{px(9), px(3), px(3), px(9)}, 4);
            return;
        }
        int step = switch (view().getSelection()) {
            case Selection.Step(int s) -> s;
            case Selection.Node(int s, int node) -> s;
            case Selection.Token(int index) when index >= 0 && index < view().getState().committed().size() ->
                view().getState().committed().get(index).step();
            default -> -1;
        };
        if (step < 0 || step >= layout.steps())
            return;
        double x = layout.x(step, scrolled) + layout.columnWidth() / 2;
        g.setFill(ink().text);
        g.fillPolygon(new double[]{x - px(4), x + px(4), x}, new double[]{px(2), px(2), px(7)}, 3);
    }

    private void marks(Pen g, StepSummary step, double x, double y, double h) {
        double width = layout.columnWidth();
        if (diffusion()) {
            unmasked(g, step, x, y, width, h);
            return;
        }
        int count = step.accepted() + step.rejected() + step.corrected() + step.bonus() + step.plain();
        double side = px(4);
        double room = width - 2 * side;
        if (count == 0)
            return;
        if (stacked) {
            stacked(g, step, x, y, width, h);
            return;
        }
        // As high as the draft was accepted long, as in narrow columns: the rhythm of the run at a glance.
        double tick = Math.max(px(2), h * step.accepted() / mostMarks);
        g.setFill(ink().palette.tint("accepted", "surface", 0.55));
        g.fillRect(x + px(1), y + h - tick, px(2), tick);
        double pitch = Math.min(px(8), room / count);
        double at = x + side + (room - pitch * count) / 2;
        double w = pitch - px(1.5);
        for (int i = 0; i < step.accepted(); i++, at += pitch)
            accepted(g, ink(), at, y, w, h);
        for (int i = 0; i < step.rejected(); i++, at += pitch)
            rejected(g, ink(), at, y, w, h);
        double r = Math.min(px(5), pitch * 0.62);
        for (int i = 0; i < step.corrected(); i++, at += pitch)
            correction(g, ink(), at + w / 2 - r, y + h / 2 - r, 2 * r, 2 * r);
        for (int i = 0; i < step.bonus(); i++, at += pitch)
            bonus(g, ink(), at + w / 2 - r, y + h / 2 - r, 2 * r, 2 * r);
        for (int i = 0; i < step.plain(); i++, at += pitch) {
            g.setFill(ink().secondary);
            g.fillOval(at + w / 2 - r * 0.7, y + h / 2 - r * 0.7, r * 1.4, r * 1.4);
        }
    }

    /// In a narrow column the number of accepted tokens is a height; a rejection and the target's token keep their shapes.
    private void stacked(Pen g, StepSummary step, double x, double y, double width, double h) {
        double unit = h / (mostMarks + 3);
        double w = Math.max(2, width - 2);
        double base = y + h;
        g.setFill(ink().palette.color("accepted"));
        g.fillRect(x + 1, base - step.accepted() * unit, w, step.accepted() * unit);
        double top = base - step.accepted() * unit;
        if (step.rejected() > 0) {
            g.setStroke(ink().rejected);
            g.setLineWidth(1.2);
            double r = Math.min(w, px(6)) / 2;
            Glyphs.cross(g, x + 1 + w / 2, Math.max(y + r, top - unit - r - px(1)), 2 * r);
        }
        if (step.corrected() + step.bonus() + step.plain() > 0) {
            g.setFill(step.plain() > 0 ? ink().secondary : ink().target);
            g.fillRect(x + 1, top - unit, w, Math.max(1.5, unit * 0.8));
        }
    }

    private void unmasked(Pen g, StepSummary step, double x, double y, double width, double h) {
        int count = step.unmasked() + step.edited();
        if (count == 0)
            return;
        double side = Math.min(px(4), width * 0.1);
        double room = width - 2 * side;
        double cell = px(7);
        int perLine = (int) (room / cell);
        if (perLine < 2 || Math.ceil((double) count / perLine) * cell > h) {
            double unit = h / Math.max(16, count);
            g.setFill(ink().palette.color("confidence-5"));
            g.fillRect(x + 1, y + h - count * unit, Math.max(2, width - 2), count * unit);
            return;
        }
        g.setFill(ink().palette.color("confidence-5"));
        for (int i = 0; i < count; i++)
            g.fillRect(x + side + i % perLine * cell, y + i / perLine * cell, cell - px(1.5), cell - px(1.5));
    }

    static void accepted(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setFill(ink.palette.color("accepted"));
        g.fillRoundRect(x, y, w, h, 3, 3);
    }

    static void rejected(Pen g, Ink ink, double x, double y, double w, double h) {
        g.setStroke(ink.rejected);
        g.setLineWidth(1.2);
        g.setLineDashes();
        g.strokeRoundRect(x + 0.6, y + 0.6, w - 1.2, h - 1.2, 3, 3);
        Glyphs.cross(g, x + w / 2, y + h / 2, Math.min(w, h) * 0.8);
    }

    static void correction(Pen g, Ink ink, double x, double y, double w, double h) {
        double top = y + h / 2 - w * 0.43;
        g.setFill(ink.target);
        g.fillPolygon(new double[]{x + w * 0.25, x + w * 0.75, x + w, x + w * 0.75, x + w * 0.25, x},
                new double[]{top, top, top + w * 0.43, top + w * 0.86, top + w * 0.86, top + w * 0.43}, 6);
    }

    static void bonus(Pen g, Ink ink, double x, double y, double w, double h) {
        Glyphs.diamond(g, ink.target, x + w / 2, y + h / 2, Math.min(w, h) / 2);
        g.setStroke(ink.surface);
        g.setLineWidth(1.2);
        double r = Math.min(w, h) * 0.2;
        // In a small diamond a plus would leave nothing of it.
        if (Math.min(w, h) < ink.px(12))
            return;
        g.strokeLine(x + w / 2 - r, y + h / 2, x + w / 2 + r, y + h / 2);
        g.strokeLine(x + w / 2, y + h / 2 - r, x + w / 2, y + h / 2 + r);
    }

    /// One point a token in wide columns, the step's mean in narrow ones.
    private void entropy(Pen g, Trace trace, List<StepSummary> steps, int from, int to, double scrolled,
            double y, double h) {
        guide(g, y, h, from, to, scrolled);
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        boolean wide = layout.columnWidth() >= px(20);
        int token = wide ? firstToken(trace, from) : 0;
        List<CommittedToken> committed = trace.committed();
        for (int s = from; s <= to; s++) {
            double x = layout.x(s, scrolled);
            if (!wide) {
                add(xs, ys, x + layout.columnWidth() / 2, steps.get(s).meanEntropyBits(), y, h);
                continue;
            }
            int count = steps.get(s).committed();
            for (int i = 0; i < count && token < committed.size(); i++, token++)
                add(xs, ys, x + layout.columnWidth() * (i + 0.5) / count,
                        committed.get(token).measures().entropyBits(), y, h);
        }
        line(g, xs, ys);
    }

    private static int firstToken(Trace trace, int step) {
        int low = 0;
        int high = trace.committed().size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (trace.committed().get(middle).step() < step)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static void add(List<Double> xs, List<Double> ys, double x, double bits, double y, double h) {
        if (Double.isNaN(bits))
            return;
        xs.add(x);
        ys.add(y + h * (1 - Math.min(MOST_BITS, bits) / MOST_BITS));
    }

    private void confidence(Pen g, List<StepSummary> steps, int from, int to, double scrolled, double y,
            double h) {
        guide(g, y, h, from, to, scrolled);
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (int s = from; s <= to; s++) {
            double mean = steps.get(s).meanConfidence();
            if (Double.isNaN(mean))
                continue;
            xs.add(layout.x(s, scrolled) + layout.columnWidth() / 2);
            ys.add(y + h * (1 - mean));
        }
        line(g, xs, ys);
    }

    private void guide(Pen g, double y, double h, int from, int to, double scrolled) {
        double x1 = layout.x(from, scrolled);
        double x2 = layout.x(to, scrolled) + layout.columnWidth();
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.setLineDashes(3, 3);
        g.strokeLine(x1, Math.round(y) + 0.5, x2, Math.round(y) + 0.5);
        g.setLineDashes();
        g.strokeLine(x1, Math.round(y + h) + 0.5, x2, Math.round(y + h) + 0.5);
    }

    private void line(Pen g, List<Double> xs, List<Double> ys) {
        g.setStroke(ink().palette.color("entropy-line"));
        g.setLineWidth(px(1.6));
        g.setLineDashes();
        g.strokePolyline(xs.stream().mapToDouble(d -> d).toArray(), ys.stream().mapToDouble(d -> d).toArray(),
                xs.size());
        if (xs.size() == 1) {
            g.setFill(ink().palette.color("entropy-line"));
            g.fillOval(xs.getFirst() - px(2), ys.getFirst() - px(2), px(4), px(4));
        }
    }

    /// Committed cells as the area, the most in use at once as a line above it: what lies between was rolled back.
    private void slots(Pen g, List<StepSummary> steps, int from, int to, double scrolled, double y,
            double h) {
        int most = 1;
        for (StepSummary step : steps)
            most = Math.max(most, Math.max(step.kvPeak(), step.kvLength()));
        for (int s = from; s <= to; s++) {
            StepSummary step = steps.get(s);
            double x = layout.x(s, scrolled);
            double full = h * step.kvLength() / most;
            g.setFill(ink().palette.tint("draft", "app", 0.34));
            g.fillRect(x, y + h - full, layout.columnWidth() + 0.5, full);
            double peak = y + h - h * Math.max(step.kvPeak(), step.kvLength()) / most;
            g.setStroke(ink().draft);
            g.setLineWidth(px(1.4));
            g.strokeLine(x, peak, x + layout.columnWidth(), peak);
            if (s > from) {
                StepSummary before = steps.get(s - 1);
                double earlier = y + h - h * Math.max(before.kvPeak(), before.kvLength()) / most;
                g.strokeLine(x, earlier, x, peak);
            }
        }
    }

    private void remasked(Pen g, List<StepSummary> steps, int from, int to, double scrolled, double y,
            double h) {
        for (int s = from; s <= to; s++) {
            int count = steps.get(s).remasked();
            double x = layout.x(s, scrolled) + layout.columnWidth() / 2;
            if (count == 0) {
                ink().centre(g, "–", ink().ui(11), ink().secondary, x, y + h / 2);
            } else {
                Glyphs.loop(g, ink().rejected, x - px(7), y + h / 2, px(4));
                ink().left(g, Integer.toString(count), ink().ui(11), ink().text, x + px(1), y + h / 2);
            }
        }
    }

    @Override
    Selection hit(double x, double y) {
        if (layout == null || empty() != null || x < layout.left())
            return Selection.none();
        return new Selection.Step(layout.step(x, horizontal().getValue()));
    }

    @Override
    String tip(Selection selection) {
        if (!(selection instanceof Selection.Step(int at)))
            return "";
        StepSummary step = view().getState().trace().steps().get(at);
        StringBuilder text = new StringBuilder(diffusion() ? "Step " : "Round ").append(at + 1);
        for (int token : step.tokens().subList(0, Math.min(12, step.tokens().size())))
            text.append(text.indexOf("\n") < 0 ? "\n" : "")
                    .append(TokenText.visible(view().getState().trace(), token));
        if (maskFree())
            return text.append('\n').append(EditWords.step(view().getState().trace(),
                    view().getState().canvas().orElseThrow(), at)).toString();
        text.append(diffusion()
                ? "\nunmasked " + step.unmasked() + " · masked again " + step.remasked()
                : "\ndrafted " + step.drafted() + " · accepted " + step.accepted() + " · rejected " + step.rejected());
        return text.toString();
    }

    @Override
    void pressed(MouseEvent event) {
        anchor = event.isShiftDown() ? stepAt(event.getX()) : -1;
        if (anchor >= 0)
            view().setSelection(new Selection.Steps(anchor, anchor));
        else
            seek(event.getX());
    }

    @Override
    void clicked(MouseEvent event) {
        if (!event.isShiftDown())
            super.clicked(event);
    }

    /// The step under x, -1 for none.
    private int stepAt(double x) {
        return layout == null || empty() != null || x < layout.left() ? -1 : layout.step(x, horizontal().getValue());
    }

    /// Grows the selected range from where it began, which is the moment shown when there is none.
    private void extend(int by) {
        int now = Math.max(0, view().getState().step());
        Selection.Steps range = view().getSelection() instanceof Selection.Steps steps
                ? steps
                : new Selection.Steps(now, now);
        if (anchor < range.from() || anchor > range.to())
            anchor = now;
        int end = anchor == range.from() ? range.to() : range.from();
        int next = Math.max(0, Math.min(view().getState().trace().steps().size() - 1, end + by));
        view().setSelection(Selection.Steps.between(anchor, next));
    }

    @Override
    void dragged(MouseEvent event) {
        int step = stepAt(event.getX());
        if (anchor < 0)
            seek(event.getX());
        else if (step >= 0)
            view().setSelection(Selection.Steps.between(anchor, step));
    }

    private void seek(double x) {
        if (layout == null || empty() != null || x < layout.left() - px(8))
            return;
        int step = layout.step(x, horizontal().getValue());
        view().getOnSeek().accept(view().getState().trace().endOfStep(step));
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (empty() != null || event.isShortcutDown() || event.isAltDown())
            return false;
        if (event.isShiftDown() && (event.getCode() == KeyCode.LEFT || event.getCode() == KeyCode.RIGHT)) {
            extend(event.getCode() == KeyCode.LEFT ? -1 : 1);
            return true;
        }
        TraceState state = view().getState();
        Trace trace = state.trace();
        int to = switch (event.getCode()) {
            case LEFT -> trace.previousStep(state.position());
            case RIGHT -> trace.nextStep(state.position());
            case HOME -> 0;
            case END -> trace.length();
            default -> -1;
        };
        if (to < 0)
            return false;
        view().getOnSeek().accept(to);
        return true;
    }

    @Override
    TableTwin table() {
        List<TableTwin.Row> rows = new ArrayList<>();
        for (StepSummary s : view().getState().trace().steps())
            rows.add(new TableTwin.Row(List.of(Integer.toString(s.step() + 1), Integer.toString(s.drafted()),
                    Integer.toString(s.judged()), Integer.toString(s.accepted()), Integer.toString(s.rejected()),
                    Integer.toString(s.notReached()), Integer.toString(s.cut()), Integer.toString(s.corrected()),
                    Integer.toString(s.bonus()), Integer.toString(s.committed()), Integer.toString(s.unmasked()),
                    Integer.toString(s.remasked()), Integer.toString(s.edited()), Numbers.bits(s.meanEntropyBits()),
                    Numbers.probability(s.meanConfidence()), Integer.toString(s.kvLength()),
                    Numbers.nanos(s.nanos())), new Selection.Step(s.step())));
        return new TableTwin(List.of("step", "drafted", "judged", "accepted", "rejected", "never judged", "cut",
                "corrected", "bonus", "committed", "unmasked", "masked again", "edited", "mean entropy",
                "mean confidence",
                "KV length", "time"), rows);
    }
}
