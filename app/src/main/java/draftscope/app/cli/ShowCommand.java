package draftscope.app.cli;

import draftscope.app.export.Exhibit;
import draftscope.app.export.Export;
import draftscope.app.export.Format;
import draftscope.app.export.Order;
import draftscope.app.export.Provenance;
import draftscope.app.marks.ExactView;
import draftscope.app.session.Branches;
import draftscope.styles.Theme;
import draftscope.trace.Recording;
import draftscope.trace.RunCounts;
import draftscope.trace.RunSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.CompareView;
import draftscope.views.ComparedRun;
import draftscope.views.OutputView;
import draftscope.views.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Puts a view of a recording on paper, without a display.
@Command(name = "show", description = "Draws a view of a recording into a file, or prints what the recording holds. No display and no model is needed.")
final class ShowCommand extends Verb {
    private static final double LEAST = 300;
    private static final double MOST = 8_000;
    private static final int MOST_COMPARED = Branches.MOST_COMPARED;

    @Parameters(index = "0", paramLabel = "TRACE", description = "A recording or a run of another engine; a link to a view of it (FILE#step=12&node=3&view=tree) too.")
    private String place;

    @Option(names = "--view", paramLabel = "NAME", description = "output, tree, kv, unmasking, distributions, metrics, time, audit, lanes, compare, lab, timeline or inspector; default: what tells the most about the run.")
    private String view;

    @Option(names = "--with", paramLabel = "TRACE", description = "For --view compare: another recording to compare with; up to three times.")
    private List<Path> others = List.of();

    @Option(names = "--at", paramLabel = "N", description = "The moment at which step N is over, 1 for the first; default: the end.")
    private Integer at;

    @Option(names = "--from", paramLabel = "N", description = "For a .gif: its first step; default 1. It ends with the step of --at.")
    private Integer from;

    @Option(names = "--out", paramLabel = "FILE", description = "By its ending: .png, .svg, .pdf, .gif (a figure); .csv, .jsonl, .json (its table; of the timeline a Chrome trace, of the tree the tree); .dot (the tree); .html (the whole run as one page).")
    private Path file;

    @Option(names = "--theme", paramLabel = "NAME", defaultValue = "LIGHT", description = "light or dark; default light.")
    private Theme theme;

    @Option(names = "--width", paramLabel = "PX", description = "Of a figure in pixels; default 1100.")
    private Integer width;

    @Option(names = "--height", paramLabel = "PX", description = "Of its view in pixels; more where its content needs more.")
    private Integer height;

    @Option(names = "--caption", paramLabel = "TEXT", defaultValue = "", description = "Under a figure, in place of the step in words.")
    private String caption;

    @Override
    public Integer call() throws IOException {
        ExactView.Place where = ExactView.Place.parse(place);
        Recording recording = Recording.open(where.file());
        recording.loss().ifPresent(err()::println);
        Trace trace = recording.trace();
        ExactView exact = exact(where, trace);
        TraceState state = trace.at(exact.position() < 0 ? trace.length() : exact.position());
        if (file == null) {
            summary(where.file(), trace, state);
            return DraftscopeCommand.DONE;
        }
        Order order = order(exact, state, others());
        try {
            Export.startWithoutDisplay();
            Files.write(file, Export.make(order, trace.events(), share -> true));
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException("Drawing needs libraries that are not here (" + e.getMessage()
                    + "): install the packages libpango-1.0-0, libpangoft2-1.0-0, libfontconfig1, libfreetype6.", e);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(e.getMessage());
        }
        tell(order, state);
        return DraftscopeCommand.DONE;
    }

    private ExactView exact(ExactView.Place where, Trace trace) {
        try {
            ExactView exact = ExactView.parse(where.fragment(), trace);
            if (at == null)
                return exact;
            int last = trace.steps().size();
            if (at < 1 || at > last)
                throw new WrongUseException("--at is " + at + "; accepted in this run: 1 to " + last + ".");
            return new ExactView(trace.endOfStep(at - 1), exact.view(), exact.overlay(), exact.table(),
                    exact.selection());
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(e.getMessage());
        }
    }

    /// The runs that the one given is compared with.
    private List<ComparedRun> others() throws IOException {
        if (others.size() >= Branches.MOST_COMPARED)
            throw new WrongUseException("--with is given " + others.size() + " times; accepted: "
                    + (Branches.MOST_COMPARED - 1) + " at most.");
        List<ComparedRun> runs = new ArrayList<>();
        for (Path other : others) {
            Recording recording = Recording.open(other);
            recording.loss().ifPresent(err()::println);
            runs.add(new ComparedRun(runs.size() + 2, String.valueOf(other.getFileName()), recording.trace()));
        }
        return runs;
    }

    private Order order(ExactView exact, TraceState state, List<ComparedRun> compared) {
        Format format;
        try {
            format = Format.of(file);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(e.getMessage());
        }
        String name = view != null ? view : exact.view();
        Exhibit exhibit = name.isEmpty()
                ? Exhibit.of(state)
                : Arrays.stream(Exhibit.values()).filter(e -> e.id().equals(name.toLowerCase(Locale.ROOT))).findFirst()
                        .orElseThrow(() -> new WrongUseException("There is no view “" + name + "” to draw; accepted: "
                                + Arrays.stream(Exhibit.values()).map(Exhibit::id).collect(Collectors.joining(", "))
                                + "."));
        if (from != null && (from < 1 || from > state.step() + 1))
            throw new WrongUseException("--from is " + from + "; accepted here: 1 to " + (state.step() + 1) + ".");
        return Order.of(exhibit, format, state.position()).from(from == null ? 0 : from - 1)
                .withSize(size("--width", width, Order.WIDTH), size("--height", height, exhibit.usualHeight()))
                .withLook(theme, exact.selection(), caption, drawn -> {
                    drawn.setTable(exact.table());
                    if (drawn instanceof OutputView output)
                        Arrays.stream(Overlay.values())
                                .filter(o -> o.name().equalsIgnoreCase(exact.overlay())).findFirst()
                                .ifPresent(output::setOverlay);
                    if (drawn instanceof CompareView runs)
                        runs.setRuns(Stream.concat(Stream.of(new ComparedRun(1,
                                String.valueOf(ExactView.Place.parse(place).file().getFileName()),
                                runs.getState().trace())), compared.stream()).toList());
                });
    }

    private static double size(String option, Integer value, double otherwise) {
        if (value == null)
            return otherwise;
        if (value < LEAST || value > MOST)
            throw new WrongUseException(
                    option + " is " + value + "; accepted: " + (int) LEAST + " to " + (int) MOST + ".");
        return value;
    }

    private void tell(Order order, TraceState state) throws IOException {
        if (!json) {
            out().printf("%s: %s, %s; %,d bytes.%n", file, order.exhibit().label(), Provenance.moment(state),
                    Files.size(file));
            return;
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("out", file.toString());
        report.put("view", order.exhibit().id());
        report.put("format", order.format().ending());
        report.put("step", state.step() + 1);
        report.put("event", state.position());
        report.put("bytes", Files.size(file));
        Json.print(out(), report);
    }

    private void summary(Path recorded, Trace trace, TraceState state) {
        RunCounts counts = state.counts();
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("file", recorded.toString());
            report.put("provenance", Provenance.of(state));
            report.put("steps", trace.steps().size());
            report.put("promptTokens", trace.prompt().size());
            report.put("tokens", counts.emitted());
            report.put("accepted", counts.accepted());
            report.put("corrected", counts.corrected());
            report.put("bonus", counts.bonus());
            report.put("finished", trace.finished().map(end -> end.reason().name()).orElse(""));
            Json.print(out(), report);
            return;
        }
        MarkedText marked = new MarkedText(out(), true);
        for (int i = 0; i < state.position(); i++)
            marked.accept(trace.event(i));
        marked.end();
        out().println();
        out().println(Origins.LEGEND);
        out().printf("%d tokens in %d %ss: %d accepted, %d corrected, %d bonus%n", counts.emitted(),
                state.step() + 1, trace.settings().map(RunSettings::turn).orElse("step"), counts.accepted(),
                counts.corrected(), counts.bonus());
        Provenance.of(state).forEach((name, value) -> out().println(name + ": " + value));
        out().flush();
    }
}
