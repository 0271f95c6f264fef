package draftscope.app.export;

import draftscope.styles.Palette;
import draftscope.styles.Theme;
import draftscope.trace.CanvasEdit;
import draftscope.trace.CanvasState;
import draftscope.trace.CommittedToken;
import draftscope.trace.DraftNode;
import draftscope.trace.KvOwner;
import draftscope.trace.Provenance;
import draftscope.trace.RunSettings;
import draftscope.trace.StepSummary;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.Narration;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.TokenText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// A whole run as one HTML file that needs nothing else: text with verdicts, the tree and the sentence of every step, the
/// distribution of every token, a timeline to scrub along. It loads nothing, so it opens without a network.
///
/// It holds what a reader of the page can look at, not the recording: of each law the ten likeliest tokens at most, rounded to
/// five decimals.
public final class RunPage {
    private static final int LIKELIEST = 10;

    private final Trace trace;
    private final Map<Integer, List<Object>> pieces = new TreeMap<>();

    private RunPage(Trace trace) {
        this.trace = trace;
    }

    /// Is told how far the work is.
    @FunctionalInterface
    public interface Progress {
        /// @param share 0 to 1
        /// @return whether to go on
        boolean goOn(double share);
    }

    /// The page of a run.
    ///
    /// @throws java.util.concurrent.CancellationException when `progress` says so
    public static String html(Trace trace, Progress progress) {
        return template().replace("/*COLOURS*/", colours()).replace("\"DATA\"",
                // A closing tag inside of a text would end the script.
                JsonMapper.shared().writeValueAsString(new RunPage(trace).data(progress)).replace("<", "\\u003c"));
    }

    private static String template() {
        try (InputStream in = RunPage.class.getResourceAsStream("run.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String colours() {
        return Arrays.stream(Theme.values())
                .map(theme -> "[data-theme=" + theme.name().toLowerCase(java.util.Locale.ROOT) + "]{"
                        + Palette.of(theme).colors().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey()).map(entry -> "--" + entry.getKey() + ":#"
                                        + entry.getValue().toString().substring(2, 8))
                                .collect(Collectors.joining(";"))
                        + "}")
                .collect(Collectors.joining("\n"));
    }

    private Map<String, Object> data(Progress progress) {
        TraceState end = trace.at(trace.length());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("title", trace.settings().map(RunSettings::methodName).filter(name -> !name.isEmpty()).orElse("Run"));
        data.put("turn", trace.settings().map(RunSettings::turn).orElse("step"));
        data.put("provenance", draftscope.app.export.Provenance.of(end));
        data.put("command", Reproduction.obstacle(trace).isPresent() ? "" : Reproduction.text(trace));
        data.put("statuses", Arrays.stream(NodeStatus.values()).map(NodeStatus::word).toList());
        data.put("origins", Arrays.stream(Provenance.values()).map(RunPage::word).toList());
        data.put("prompt", trace.prompt().stream().map(this::token).toList());
        data.put("lanes", end.batch().map(batch -> batch.lanes().size()).orElse(1));
        end.canvas().ifPresent(canvas -> {
            data.put("canvas", IntStream.range(0, canvas.length() - canvas.promptLength()).map(canvas::place).boxed()
                    .toList());
            data.put("masks", !canvas.maskFree());
            data.put("beginning", canvas.beginning().stream().flatMap(token -> Stream.of(token.position(),
                    token(token.token()))).toList());
        });
        data.put("tokens", trace.committed().stream().map(this::committed).toList());
        List<Object> steps = new ArrayList<>();
        for (StepSummary step : trace.steps()) {
            if (!progress.goOn((double) step.step() / trace.steps().size()))
                throw new java.util.concurrent.CancellationException();
            steps.add(step(step));
        }
        data.put("steps", steps);
        data.put("pieces", pieces);
        return data;
    }

    private static String word(Provenance provenance) {
        return switch (provenance) {
            case PROMPT -> "prompt";
            case TARGET -> "the target's own";
            case ACCEPTED_DRAFT -> "accepted draft";
            case CORRECTION -> "correction";
            case BONUS -> "bonus";
            case UNMASKED -> "unmasked";
            case FORCED -> "forced by a person";
            case TAKEN_OVER -> "taken over";
        };
    }

    /// Remembers what a token is called, and gives its id back.
    private int token(int id) {
        pieces.computeIfAbsent(id, key -> {
            String plain = TokenText.plain(trace.piece(key));
            return Arrays.asList(TokenText.visible(trace, key), plain);
        });
        return id;
    }

    private List<Object> committed(CommittedToken token) {
        return Arrays.asList(token(token.token()), token.step(), token.provenance().ordinal(),
                number(token.measures().entropyBits()), number(token.measures().probability()),
                token.measures().rank(), token.node(), law(token.measures().top()));
    }

    /// Tokens and probabilities in turn, then what is left; empty when not captured.
    private List<Object> law(TopTokens law) {
        List<Object> flat = new ArrayList<>();
        double rest = law.tailMass();
        for (int i = 0; i < law.tokens().size(); i++) {
            TokenProbability entry = law.tokens().get(i);
            if (i < LIKELIEST)
                flat.addAll(Arrays.asList(token(entry.token()), number(entry.probability())));
            else
                rest += entry.probability();
        }
        if (!flat.isEmpty())
            flat.add(number(rest));
        return flat;
    }

    private Map<String, Object> step(StepSummary step) {
        TraceState state = trace.at(step.endEvent());
        TreeState tree = state.tree();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("say", Narration.step(state));
        entry.put("counts", List.of(step.drafted(), step.accepted(), step.rejected(), step.corrected(), step.bonus(),
                step.committed()));
        entry.put("bits", number(step.meanEntropyBits()));
        entry.put("kv", state.kv(KvOwner.TARGET).length());
        entry.put("micros", step.nanos() / 1000);
        if (!tree.isEmpty()) {
            entry.put("root", tree.rootToken() < 0 ? -1 : token(tree.rootToken()));
            entry.put("nodes", tree.nodes().stream().map(node -> node(state, node)).toList());
            tree.draw().ifPresent(draw -> entry.put("draw", Arrays.asList(draw.after(), token(draw.token()),
                    NodeStatus.of(draw).ordinal(), number(draw.probability()), why(state, Selection.Node.DRAW))));
        }
        if (state.canvas().isPresent())
            entry.put("canvas", touched(state.canvas().get(), step));
        return entry;
    }

    private List<Object> node(TraceState state, TreeNode node) {
        DraftNode drafted = node.node();
        return Arrays.asList(drafted.index(), drafted.parent(), token(drafted.token()),
                NodeStatus.of(node).ordinal(), number(drafted.probability()), number(node.targetProbability()),
                why(state, drafted.index()));
    }

    private static String why(TraceState state, int node) {
        return Why.explain(state, new Selection.Node(state.step(), node)).spoken();
    }

    /// What the step wrote and masked: position, token (or -1) and confidence in turn.
    private List<Object> touched(CanvasState canvas, StepSummary step) {
        List<Object> flat = new ArrayList<>();
        for (int i = step.firstEvent(); i < step.endEvent(); i++) {
            switch (trace.event(i)) {
                case TraceEvent.Unmasked e -> e.tokens().forEach(t -> flat
                        .addAll(Arrays.asList(t.position(), token(t.token()), number(t.confidence()))));
                case TraceEvent.Remasked e -> e.tokens()
                        .forEach(t -> flat.addAll(Arrays.asList(t.position(), -1, number(t.confidence()))));
                case TraceEvent.Edited e -> e.edits().stream().filter(CanvasEdit::changes).forEach(edit -> flat
                        .addAll(Arrays.asList(edit.position(), edit.kind() == CanvasEdit.Kind.DELETE
                                ? -1
                                : token(edit.token()), number(edit.confidence()))));
                default -> {
                    // Does not change what stands on the canvas.
                }
            }
        }
        return flat;
    }

    /// Five decimals; what was not captured is `null`.
    private static Double number(double value) {
        return Double.isFinite(value) ? (Double) (Math.round(value * 1e5) / 1e5) : null;
    }
}
