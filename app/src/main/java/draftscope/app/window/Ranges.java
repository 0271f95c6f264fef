package draftscope.app.window;

import draftscope.trace.CommittedToken;
import draftscope.trace.KvMap;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.util.Optional;

/// Makes a range of what is selected: of a token the stretch that its round wrote, of a node, a row of the canvas or a round the
/// round; of a range one round more at either end.
final class Ranges {
    private Ranges() {}

    /// @return empty where nothing can be made a range of
    static Optional<Selection> around(TraceState state, Selection selection) {
        if (state == null || state.step() < 0)
            return Optional.empty();
        return switch (selection) {
            case Selection.Token(int index) when index >= 0 && index < state.committed().size() ->
                written(state, state.committed().get(index).step(), state.committed().get(index).step());
            case Selection.Cell(var owner, int slot) -> {
                KvMap map = state.kv(owner);
                int index = slot < 0 || slot >= map.capacity() ? -1 : map.position(slot) - state.prompt().size();
                yield index < 0 ? Optional.empty() : around(state, new Selection.Token(index));
            }
            case Selection.Tokens(int from, int to) -> wider(state, from, to);
            case Selection.Node(int step, int _) -> Optional.of(new Selection.Steps(step, step));
            case Selection.CanvasPosition(int row, int _) -> Optional.of(new Selection.Steps(row, row));
            case Selection.Step(int step) -> Optional.of(new Selection.Steps(step, step));
            case Selection.Steps(int from, int to) ->
                Optional.of(new Selection.Steps(Math.max(0, from - 1), Math.min(state.step(), to + 1)));
            case Selection.None _,Selection.Token _,Selection.PromptToken _,Selection.Lane _ -> Optional.empty();
        };
    }

    private static Optional<Selection> wider(TraceState state, int from, int to) {
        int prompt = state.prompt().size();
        int first = -1;
        int last = -1;
        for (CommittedToken token : state.committed()) {
            if (token.index() + prompt < from || token.index() + prompt > to)
                continue;
            first = first < 0 ? token.step() : first;
            last = token.step();
        }
        if (first < 0)
            return Optional.empty();
        boolean whole = written(state, first, last).filter(new Selection.Tokens(from, to)::equals).isPresent();
        return whole ? written(state, first - 1, last + 1) : written(state, first, last);
    }

    /// What some rounds wrote.
    private static Optional<Selection> written(TraceState state, int firstStep, int lastStep) {
        int from = -1;
        int to = -1;
        for (CommittedToken token : state.committed()) {
            if (token.step() < firstStep || token.step() > lastStep)
                continue;
            from = from < 0 ? token.index() : from;
            to = token.index();
        }
        int prompt = state.prompt().size();
        return from < 0 ? Optional.empty() : Optional.of(new Selection.Tokens(prompt + from, prompt + to));
    }
}
