package draftscope.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCheckTest {
    private static final Pattern WHOLE = Pattern.compile("[:\\[,](-?\\d+)(?=[,}\\]])");
    private static final String RUN = "{'event':'RunStarted','settings':{'capacity':16}}\n";
    private static final String STEP = RUN + "{'event':'StepStarted','step':0}\n";
    private static final String TREE = STEP + "{'event':'Drafted','step':0,'nodes':["
            + "{'index':1,'parent':0,'depth':1,'token':5},{'index':2,'parent':1,'depth':2,'token':6}]}\n";
    private static final String CANVAS = RUN
            + "{'event':'CanvasOpened','prompt':[1,2],'length':8,'maskToken':9,'blocks':[{'from':2,'to':8}]}\n"
            + "{'event':'StepStarted','step':0}\n";

    private static final String TEXT = RUN
            + "{'event':'CanvasOpened','prompt':[1],'length':3,'maskToken':-1,'standing':[{'position':1,'token':2},"
            + "{'position':2,'token':4}]}\n{'event':'StepStarted','step':0}\n";
    private static final String BATCH = RUN
            + "{'event':'BatchOpened','lanes':[{'tokens':[1,2]},{'tokens':[3]}]}\n{'event':'StepStarted','step':0}\n"
            + "{'event':'BatchRead','step':0,'lanes':[{'lane':1,'firstRow':0,'rows':3,'cached':1},"
            + "{'lane':2,'firstRow':3,'rows':1,'cached':0}]}\n";
    private static final String OVER = BATCH
            + "{'event':'BatchAdvanced','step':0,'lanes':[{'lane':1,'accepted':2,'tokens':[4,5],'end':'END_OF_TEXT'}]}\n"
            + "{'event':'StepStarted','step':1}\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            RUN | {'event':'RunStarted'} | comes late; accepted: RunStarted as the first event only
            RUN | {'event':'StepStarted','step':1} | step is 1; accepted: 0
            STEP | {'event':'StepStarted','step':0} | step is 0; accepted: 1
            STEP | {'event':'StepStarted','step':-5} | step is -5; accepted: 1
            STEP | {'event':'PromptIngested','tokens':[1]} | comes inside step 0
            STEP | {'event':'PhaseFinished','step':1,'phase':'VERIFY'} | step is 1; accepted: 0
            STEP | {'event':'PhaseFinished','step':0,'phase':'VERIFY','spentNanos':-1} | spentNanos is -1
            STEP | {'event':'PhaseFinished','step':0,'phase':'VERIFY','spentNanos':5,'tellNanos':6} | tellNanos is 6; accepted: 0 to spentNanos, which is 5, or -1
            STEP | {'event':'PhaseFinished','step':0,'phase':'DRAFT','spentNanos':1,'asideNanos':9000000000000000000} | asideNanos is 9000000000000000000; accepted: 0 to nanos less spentNanos, or -1
            STEP | {'event':'PhaseFinished','step':0,'phase':'DRAFT','spentNanos':0,'asideNanos':-2} | asideNanos is -2
            RUN | {'event':'PhaseFinished','step':3,'phase':'PREFILL'} | step before the first StepStarted is 3; accepted: -1 to 0
            RUN | {'event':'Drafted','step':0,'nodes':[]} | comes before the first step; accepted: StepStarted first
            TREE | {'event':'Drafted','step':0,'nodes':[{'index':7,'depth':1,'token':5}]} | node is 7; accepted: 3
            TREE | {'event':'Drafted','step':0,'nodes':[{'index':3,'parent':3,'depth':1,'token':5}]} | parent of node 3 is 3; accepted: 0 to 2
            TREE | {'event':'Drafted','step':0,'nodes':[{'index':3,'parent':-1,'depth':1,'token':5}]} | parent of node 3 is -1
            TREE | {'event':'Drafted','step':0,'nodes':[{'index':3,'parent':2,'depth':2000000000,'token':5}]} | depth of node 3 is 2000000000; accepted: 3
            TREE | {'event':'Cut','step':0,'nodes':[3]} | node is 3; accepted: 1 to 2
            STEP | {'event':'Cut','step':0,'nodes':[3]} | node is 3; accepted: none
            TREE | {'event':'Verified','step':0,'rows':[{'node':9}]} | node is 9; accepted: 0 to 2
            STEP | {'event':'Verified','step':0,'rows':[{'node':9}]} | node is 9; accepted: 0
            TREE | {'event':'Verified','step':0,'rows':[{'node':1,'visible':[2000000000]}]} | visible slot is 2000000000
            TREE | {'event':'Verified','step':0,'rows':[{'node':1,'prefix':2000000000}]} | prefix is 2000000000
            TREE | {'event':'Judged','step':0,'verdicts':[{'node':0,'outcome':'ACCEPTED','rule':'RATIO'}]} | node is 0; accepted: 1 to 2
            TREE | {'event':'Judged','step':0,'verdicts':[{'node':1,'outcome':'ACCEPTED','rule':'RATIO'},{'node':1,'outcome':'REJECTED','rule':'RATIO'}]} | judges node 1 again
            TREE | {'event':'Judged','step':0,'verdicts':[{'node':1,'outcome':'NOT_REACHED','rule':'RATIO','blockedBy':8}]} | blockedBy of node 1 is 8
            TREE | {'event':'Drawn','step':0,'draw':{'after':5,'token':1,'provenance':'BONUS'}} | after is 5; accepted: 0 to 2
            TREE | {'event':'Committed','step':0,'position':3,'token':1,'provenance':'TARGET','node':4} | node is 4; accepted: -1 to 2
            STEP | {'event':'Committed','step':1,'position':3,'token':1,'provenance':'TARGET'} | step is 1; accepted: 0
            RUN | {'event':'Committed','step':2147483647,'position':3,'token':1,'provenance':'TARGET'} | step is 2147483647
            TREE | {'event':'Committed','step':0,'position':-3,'token':1,'provenance':'TARGET'} | position is -3; accepted: 0 or more
            RUN | {'event':'KvChanged','step':-1,'owner':'TARGET','length':17,'changes':[]} | length is 17; accepted: 0 to 16
            RUN | {'event':'KvChanged','step':-1,'owner':'TARGET','length':1,'changes':[{'slot':16,'state':'PROMPT'}]} | slot is 16; accepted: 0 to 15
            RUN | {'event':'KvChanged','step':-1,'owner':'TARGET','length':1,'changes':[{'slot':-1,'state':'PROMPT'}]} | slot is -1
            RUN | {'event':'KvChanged','step':-1,'owner':'DRAFT','length':1,'changes':[{'slot':2000000000,'state':'PROMPT'}]} | slot is 2000000000; accepted: 0 to 1048575
            RUN | {'event':'KvChanged','step':-1,'owner':'TARGET','length':1,'changes':[{'slot':1,'state':'GENERATED','from':99}]} | from of slot 1 is 99
            RUN | {'event':'CanvasOpened','length':2000000000,'maskToken':1} | length is 2000000000; accepted: 0 to 65536
            RUN | {'event':'CanvasOpened','prompt':[1,2,3],'length':2,'maskToken':1} | number of prompt tokens is 3; accepted: 0 to 2
            RUN | {'event':'CanvasOpened','length':4,'maskToken':1,'blocks':[{'from':3,'to':9}]} | end of a block is 9; accepted: 3 to 4
            RUN | {'event':'CanvasOpened','length':4,'maskToken':1,'standing':[{'position':4,'token':2}]} | position of a standing token is 4; accepted: 0 to 3
            RUN | {'event':'CanvasOpened','length':4,'maskToken':1,'standing':[{'position':2,'token':2},{'position':2,'token':2}]} | position of a standing token is 2; accepted: 3
            RUN | {'event':'CanvasOpened','length':4,'maskToken':1,'standing':[{'position':2,'token':2,'provenance':'BONUS'}]} | a standing token is BONUS; accepted: TAKEN_OVER or FORCED
            RUN | {'event':'CanvasOpened','length':4,'maskToken':1,'stepsBefore':-1} | stepsBefore is -1
            RUN | {'event':'CanvasOpened','length':4,'maskToken':1,'masksBefore':5} | masksBefore is 5; accepted: 0 to 4
            CANVAS | {'event':'CanvasOpened','length':4,'maskToken':1} | opens a second canvas
            STEP | {'event':'Unmasked','step':0,'tokens':[{'position':3,'token':4}]} | speaks of a canvas that this step does not have
            CANVAS | {'event':'Unmasked','step':0,'tokens':[{'position':8,'token':4}]} | position is 8; accepted: 2 to 7
            CANVAS | {'event':'Unmasked','step':0,'tokens':[{'position':1,'token':4}]} | position is 1; accepted: 2 to 7
            CANVAS | {'event':'Remasked','step':0,'tokens':[{'position':-4,'token':4}]} | position is -4
            CANVAS | {'event':'Predicted','step':0,'predictions':[{'position':99,'token':4}]} | position is 99
            CANVAS | {'event':'Chosen','step':0,'choices':[{'position':99,'token':4,'reason':'QUOTA'}]} | position is 99
            RUN | {'event':'CanvasOpened','length':4,'maskToken':-1,'standing':[{'position':2,'token':2}]} | has no mask token and 1 standing tokens; accepted: one for each of its 4
            CANVAS | {'event':'Edited','step':0,'edits':[{'kind':'DELETE','position':3}]} | edits a canvas with masks
            TEXT | {'event':'Edited','step':0,'edits':[{'kind':'DELETE','position':3}]} | position is 3; accepted: 1 to 2
            TEXT | {'event':'Edited','step':0,'edits':[{'kind':'REPLACE','position':0,'token':3}]} | position is 0; accepted: 1 to 2
            TEXT | {'event':'Edited','step':0,'edits':[{'kind':'INSERT','position':9,'token':3,'taken':true}]} | position of an insertion is 9; accepted: 3
            TEXT | {'event':'Edited','step':0,'edits':[{'kind':'INSERT','position':3,'token':3}]} | position of an insertion is 3; accepted: -1
            TEXT | {'event':'Edited','step':0,'edits':[{'kind':'INSERT','position':3,'before':7,'token':3,'taken':true}]} | before place 7; accepted: 1 to 2, or -1
            TEXT | {'event':'Edited','step':0,'edits':[{'kind':'DELETE','position':1,'was':2,'taken':true},{'kind':'REPLACE','position':1,'token':3}]} | changes place 1, where nothing stands
            STEP | {'event':'Noted','step':0,'notes':[{'node':-2}]} | node of a note is -2
            STEP | {'event':'Noted','step':0,'notes':[{'position':-9}]} | position of a note is -9; accepted: -1 or more
            TREE | {'event':'Noted','step':0,'notes':[{'node':99}]} | node of a note is 99
            STEP | {'event':'Noted','step':7,'notes':[]} | step is 7
            BATCH | {'event':'BatchOpened','lanes':[{'tokens':[1]}]} | opens a second batch; accepted: one batch a run
            STEP | {'event':'BatchOpened','lanes':[{'tokens':[1]}]} | comes inside step 0; accepted: the lanes before the first step
            RUN | {'event':'BatchOpened','lanes':[]} | number of lanes is 0; accepted: 1 to 1024
            RUN | {'event':'BatchOpened','lanes':[{'tokens':[]}]} | number of prompt tokens of lane 1 is 0; accepted: 1 or more
            STEP | {'event':'BatchRead','step':0,'lanes':[]} | speaks of lanes that the run does not have; accepted: BatchOpened
            STEP | {'event':'BatchAdvanced','step':0,'lanes':[]} | speaks of lanes that the run does not have
            RUN | {'event':'BatchRead','step':0,'lanes':[]} | comes before the first step
            BATCH | {'event':'BatchRead','step':0,'lanes':[]} | reads the batch again; accepted: one BatchRead a step
            OVER | {'event':'BatchRead','step':1,'lanes':[{'lane':1,'firstRow':0,'rows':1,'cached':3}]} | lane 1 is over
            OVER | {'event':'BatchRead','step':1,'lanes':[{'lane':3,'firstRow':0,'rows':1,'cached':3}]} | lane is 3; accepted: 1 to 2
            OVER | {'event':'BatchRead','step':1,'lanes':[{'lane':2,'firstRow':5,'rows':1,'cached':0}]} | firstRow of lane 2 is 5; accepted: 0
            OVER | {'event':'BatchRead','step':1,'lanes':[{'lane':2,'firstRow':0,'rows':0,'cached':0}]} | rows of lane 2 is 0; accepted: 1 to 16384
            OVER | {'event':'BatchRead','step':1,'lanes':[{'lane':2,'firstRow':0,'rows':1,'cached':7}]} | cached of lane 2 is 7; accepted: 0
            BATCH | {'event':'BatchAdvanced','step':0,'lanes':[{'lane':1,'accepted':3,'tokens':[4,5,6]}]} | accepted of lane 1 is 3; accepted: 0 to 2
            BATCH | {'event':'BatchAdvanced','step':0,'lanes':[{'lane':1,'accepted':2,'tokens':[4]}]} | number of tokens of lane 1 is 1; accepted: 2 to 3
            BATCH | {'event':'BatchAdvanced','step':0,'lanes':[{'lane':2,'tokens':[4]},{'lane':1,'tokens':[4]}]} | lane is 1; accepted: none
            BATCH | {'event':'BatchAdvanced','step':1,'lanes':[]} | step is 1; accepted: 0
            STEP | {'event':'DraftStopped','seq':9,'step':0} | has seq 9; accepted: seq counts 0, 1, 2, ..., so this is 2
            """)
    void refusesWhatContradictsTheTraceInOneSentence(String before, String line, String sentence) {
        List<TraceEvent> events = read(switch (before) {
            case "RUN" -> RUN;
            case "STEP" -> STEP;
            case "TREE" -> TREE;
            case "BATCH" -> BATCH;
            case "OVER" -> OVER;
            case "TEXT" -> TEXT;
            default -> CANVAS;
        } + line);
        assertThatThrownBy(() -> Trace.of(events)).isInstanceOf(TraceFormatException.class)
                .hasMessageStartingWith("event " + (events.size() - 1) + " (").hasMessageContaining(sentence)
                .hasMessageContaining("; accepted: ");
    }

    @Test
    void refusesALaneThatAdvancesTwiceInAStep() {
        String advanced = "{'event':'BatchAdvanced','step':0,'lanes':[{'lane':2,'tokens':[4]}]}\n";
        assertThatThrownBy(() -> Trace.of(read(BATCH + advanced + advanced)))
                .hasMessageContaining("tells of lane 2 again; accepted: one BatchAdvanced a step");
    }

    @Test
    void refusesAnAbsurdCapacity() {
        List<TraceEvent> events = read("{'event':'RunStarted','settings':{'capacity':2147483647}}");
        assertThatThrownBy(() -> Trace.of(events)).hasMessage(
                "event 0 (RunStarted): capacity is 2147483647; accepted: 0 to 1048576");
    }

    @Test
    void refusesWhatComesAfterTheEndUnlessItIsOfAnUnknownKind() {
        String run = RUN + "{'event':'RunFinished','reason':'CANCELLED'}\n";
        assertThatThrownBy(() -> Trace.of(read(run + "{'event':'StepStarted','step':0}")))
                .hasMessageContaining("stands behind RunFinished");
        assertThat(Trace.of(read(run + "{'event':'Bookmarked','at':3}")).length()).isEqualTo(3);
    }

    @Test
    void keepsEverythingBeforeTheRefusedEventReadable() {
        TraceLog log = new TraceLog();
        read(TREE).forEach(log::accept);
        Trace trace = Trace.of(log);
        log.accept(new TraceEvent.Cut(3, 0, 0, List.of(77), ""));
        for (int i = 0; i < 2; i++)
            assertThatThrownBy(trace::catchUp).isInstanceOf(TraceFormatException.class);
        assertThat(trace.length()).isEqualTo(3);
        assertThat(trace.at(3).tree().nodes()).hasSize(2);
        assertThat(trace.steps()).hasSize(1);
    }

    @Test
    void acceptsTheLargestSizesWithoutAllocatingForThem() {
        List<TraceEvent> events = read("{'event':'RunStarted','settings':{'capacity':1048576}}\n"
                + "{'event':'KvChanged','step':0,'owner':'TARGET','length':1048576,"
                + "'changes':[{'slot':1048575,'state':'SINK','token':3}]}\n"
                + "{'event':'CanvasOpened','length':65536,'maskToken':1}\n{'event':'StepStarted','step':0}");
        TraceState state = Trace.of(events).at(4);
        assertThat(state.kv(KvOwner.TARGET).state(1_048_575)).isEqualTo(KvState.SINK);
        assertThat(state.canvas().orElseThrow().cell(0, 65_535).event()).isEqualTo(CanvasEvent.MASKED);
    }

    @Test
    void readsARunThatTellsOnlyItsTokens() {
        List<TraceEvent> events = read(RUN + "{'event':'PromptIngested','tokens':[1,2]}\n"
                + "{'event':'Committed','step':0,'position':2,'token':5,'provenance':'ACCEPTED_DRAFT','node':3}\n"
                + "{'event':'Committed','step':0,'position':3,'token':6,'provenance':'BONUS'}\n"
                + "{'event':'Committed','step':1,'position':4,'token':7,'provenance':'CORRECTION'}\n"
                + "{'event':'Committed','step':4,'position':5,'token':8,'provenance':'UNMASKED'}\n"
                + "{'event':'RunFinished','reason':'MAX_TOKENS'}");
        Trace trace = Trace.of(events);
        TraceState end = trace.at(trace.length());
        assertThat(end.counts().emitted()).isEqualTo(4);
        assertThat(end.counts().rounds()).isEqualTo(5);
        assertThat(end.counts().targetForwards()).isEqualTo(2);
        assertThat(end.counts().acceptedLengths()).containsExactly(4, 1);
        assertThat(end.step()).isEqualTo(-1);
        assertThat(end.committed()).extracting(CommittedToken::step).containsExactly(0, 0, 1, 4);
        assertThat(trace.steps()).isEmpty();
        assertThat(trace.settings().flatMap(RunSettings::draft)).isEqualTo(Optional.empty());
    }

    @Test
    void refusesOrReadsButNeverFailsHoweverAWholeNumberIsChanged() {
        long seed = 11;
        Random random = new Random(seed);
        String[] others = {"-2147483648", "-2", "-1", "0", "1", "2", "5", "12", "70", "70000", "2147483647", "null"};
        int readable = 0;
        for (int i = 0; i < 2_000; i++) {
            List<TraceEvent> run = switch (i % 4) {
                case 0 -> TraceFixtures.speculative();
                case 1 -> TraceFixtures.diffusion();
                case 2 -> TraceFixtures.editing();
                default -> TraceFixtures.batch();
            };
            List<String> lines = new ArrayList<>(run.stream().map(TraceCodec::write).toList());
            int at = random.nextInt(lines.size());
            List<MatchResult> numbers = WHOLE.matcher(lines.get(at)).results().toList();
            MatchResult number = numbers.get(random.nextInt(numbers.size()));
            String changed = new StringBuilder(lines.get(at)).replace(number.start(1), number.end(1),
                    others[random.nextInt(others.length)]).toString();
            lines.set(at, changed);
            try {
                Trace trace = Trace.of(lines.stream().map(TraceCodec::read).toList());
                StateText.of(trace.at(trace.length()));
                StateText.of(trace.at(random.nextInt(trace.length() + 1)));
                trace.at(trace.length()).changesSince(trace.at(random.nextInt(trace.length() + 1)));
                readable++;
            } catch (TraceFormatException e) {
                assertThat(e.getMessage()).as(changed).contains("accepted: ");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", change " + i + ": " + changed, e);
            }
        }
        assertThat(readable).isBetween(150, 1_350);
    }

    private static List<TraceEvent> read(String lines) {
        List<TraceEvent> events = new ArrayList<>();
        for (String line : lines.strip().split("\n")) {
            String json = line.strip().replace('\'', '"');
            events.add(TraceCodec.read(json.contains("\"seq\"")
                    ? json
                    : json.replaceFirst("\\{", "{\"seq\":" + events.size() + ",")));
        }
        return events;
    }
}
