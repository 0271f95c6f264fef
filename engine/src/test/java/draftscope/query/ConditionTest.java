package draftscope.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import draftscope.query.Expression.And;
import draftscope.query.Expression.Flag;
import draftscope.query.Expression.ForSteps;
import draftscope.query.Expression.InDraft;
import draftscope.query.Expression.Not;
import draftscope.query.Expression.Or;
import draftscope.query.Expression.Repeats;
import draftscope.query.Expression.WithField;
import draftscope.query.Expression.WithNumber;
import draftscope.query.Expression.WithPattern;
import draftscope.query.Expression.WithState;
import draftscope.query.Expression.WithText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static Expression parsed(String text) {
        return new Parser(text).parse();
    }

    private static WithNumber number(Field field, Comparison comparison, double right) {
        return new WithNumber(field, comparison, right);
    }

    private static WithPattern pattern(String source) {
        return new WithPattern(Field.TOKEN, TokenPattern.of(source, false, 0));
    }

    @ParameterizedTest
    @CsvSource({"==,EQUAL", "!=,UNEQUAL", "<,LESS", "<=,AT_MOST", ">,MORE", ">=,AT_LEAST"})
    void readsEveryComparisonAndTurnsItWhereTheNumberStandsFirst(String sign, Comparison comparison) {
        assertThat(parsed("entropy " + sign + " 3.5")).isEqualTo(number(Field.ENTROPY, comparison, 3.5));
        assertThat(parsed("3.5" + sign + "entropy")).isEqualTo(number(Field.ENTROPY, comparison.turned(), 3.5));
    }

    @Test
    void readsTheConditionsThatPeopleAreShown() {
        assertThat(parsed("entropy > 4")).isEqualTo(number(Field.ENTROPY, Comparison.MORE, 4));
        assertThat(parsed("accepted == 0")).isEqualTo(number(Field.ACCEPTED, Comparison.EQUAL, 0));
        assertThat(parsed("accepted < 3 for 5 steps"))
                .isEqualTo(new ForSteps(number(Field.ACCEPTED, Comparison.LESS, 3), 5));
        assertThat(parsed("token ~ /\\bnot\\b/")).isEqualTo(pattern("\\bnot\\b"));
        assertThat(parsed("id == 128009")).isEqualTo(number(Field.ID, Comparison.EQUAL, 128009));
        assertThat(parsed("draftTop1 != targetTop1 && p(target) > .9")).isEqualTo(new And(
                new WithField(Field.DRAFT_TOP, Comparison.UNEQUAL, Field.TARGET_TOP),
                number(Field.TARGET, Comparison.MORE, .9)));
        assertThat(parsed("kv.used > .9")).isEqualTo(number(Field.KV_USED, Comparison.MORE, .9));
        assertThat(parsed("rollback > 8")).isEqualTo(number(Field.ROLLBACK, Comparison.MORE, 8));
        assertThat(parsed("flip")).isEqualTo(new Flag(Field.FLIP));
        assertThat(parsed("repeat(n=6)")).isEqualTo(new Repeats(6));
        assertThat(parsed("stop in draft")).isEqualTo(new InDraft(new Flag(Field.STOP)));
        assertThat(parsed("accepted<2 && entropy>3.5")).isEqualTo(new And(
                number(Field.ACCEPTED, Comparison.LESS, 2), number(Field.ENTROPY, Comparison.MORE, 3.5)));
        assertThat(parsed("state==rejected && p>0.2")).isEqualTo(
                new And(new WithState(State.REJECTED, true), number(Field.TARGET, Comparison.MORE, 0.2)));
        assertThat(parsed("token~\"\\\\bnot\\\\b\"")).isEqualTo(pattern("\\bnot\\b"));
        assertThat(parsed("token~\"\\bnot\\b\"")).as("one backslash does too").isEqualTo(pattern("\\bnot\\b"));
    }

    @Test
    void andBindsMoreThanOrAndNotMoreThanAnd() {
        Expression a = new Flag(Field.FLIP);
        Expression b = new Flag(Field.STOP);
        assertThat(parsed("flip || stop && flip")).isEqualTo(new Or(a, new And(b, a)));
        assertThat(parsed("(flip || stop) && flip")).isEqualTo(new And(new Or(a, b), a));
        assertThat(parsed("!flip && stop")).isEqualTo(new And(new Not(a), b));
        assertThat(parsed("!(flip && stop)")).isEqualTo(new Not(new And(a, b)));
        assertThat(parsed("flip || stop || flip")).isEqualTo(new Or(new Or(a, b), a));
        assertThat(parsed("flip && stop for 2 steps")).as("a word behind belongs to what is next to it")
                .isEqualTo(new And(a, new ForSteps(b, 2)));
        assertThat(parsed("!stop in draft")).isEqualTo(new Not(new InDraft(b)));
        assertThat(parsed("stop in draft for 2 rounds")).isEqualTo(new ForSteps(new InDraft(b), 2));
    }

    @Test
    void readsNumbersTextsAndOtherNames() {
        assertThat(parsed("P > 1e-3")).isEqualTo(number(Field.TARGET, Comparison.MORE, 0.001));
        assertThat(parsed("p(draft) < -.5")).isEqualTo(number(Field.DRAFT, Comparison.LESS, -.5));
        assertThat(parsed("q<=draft")).isEqualTo(new WithField(Field.DRAFT, Comparison.AT_MOST, Field.DRAFT));
        assertThat(parsed("token != \" the\\n\\\"\"")).isEqualTo(new WithText(Field.TOKEN, " the\n\"", false));
        assertThat(parsed("state != never-judged")).isEqualTo(new WithState(State.NOT_REACHED, false));
        assertThat(parsed("state == correction")).isEqualTo(new WithState(State.CORRECTED, true));
        assertThat(parsed("targetTop1 == 7")).isEqualTo(number(Field.TARGET_TOP, Comparison.EQUAL, 7));
        assertThat(parsed("repeat")).isEqualTo(new Repeats(6));
        assertThat(parsed("repeat(3)")).isEqualTo(new Repeats(3));
        assertThat(Condition.parse("entropy > 3 && p < q").fields())
                .containsExactly(Field.ENTROPY, Field.TARGET, Field.DRAFT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`` | 1 | a field is missing here",
            "entrpy > 3 | 1 | there is no field entrpy; the nearest is entropy",
            "entropy > | 10 | a number, a text or a field is missing here",
            "entropy = 3 | 9 | write == to compare", "entropy 3 | 9 | accepted here are == != < <= > >=",
            "3 < 4 | 1 | one side of a comparison is a field",
            "1 < p < 2 | 7 | a condition is over here; accepted are && and ||",
            "entropy > \"x\" | 11 | entropy is a number", "entropy ~ /x/ | 9 | ~ looks into a token's text",
            "token < 3 | 7 | token is a token; accepted here are == and !=",
            "token == /x/ | 10 | a pattern follows ~", "token ~ 3 | 9 | accepted here is a /pattern/",
            "token ~ /x | 9 | this pattern has no closing /", "token == \"x | 10 | this text has no closing quote",
            "state == wrong | 10 | accepted are accepted, taken, rejected, corrected",
            "state < accepted | 7 | == or !=",
            "flip == 1 | 6 | a condition is over here", "flip & stop | 6 | write && to join",
            "(flip | 6 | a closing ) is missing", "flip) | 5 | a condition is over here",
            "flip for 0 steps | 10 | 1 to 10000", "flip for 2.5 steps | 10 | a whole number of steps",
            "flip for 2 | 11 | the word steps", "flip in tree | 9 | the word draft",
            "repeat(n=65) | 10 | 1 to 64", "repeat(n 6) | 10 | accepted here is =",
            "p(tail) > 1 | 1 | p(tail) is no probability; accepted are p(target) and p(draft)",
            "entropy == token | 9 | entropy cannot be compared with token", "p > 1.2.3 | 5 | 1.2.3 is no number",
            "p > 'a' | 5 | write a text in double quotes", "p § 3 | 3 | \"§\" means nothing here",
            "token ~ /(a/ | 9 | a group has no closing )", "token ~ /a{2,1}/ | 9 | a repetition ends below",
            "token ~ /(a)\\1/ | 9 | \\1 is not known", "token ~ /(?=a)/ | 9 | a group begins with ?",
            "token ~ /*/ | 9 | nothing to repeat", "token ~ /[a/ | 9 | has no closing /",
            "token ~ \"[a\" | 9 | a set has no closing ]", "token ~ /[z-a]/ | 9 | a range ends before it begins"})
    void wrongTextIsOneSentenceWithItsPlaceAndWhatIsAccepted(String text, int place, String what) {
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> Condition.parse(text))
                .withMessageStartingWith("At character " + place + ": ").withMessageContaining(what)
                .matches(wrong -> wrong.at() == place - 1);
    }

    @Test
    void hostileTextIsRefusedAndNeverOverflows() {
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> Condition.parse("(".repeat(900)))
                .withMessageContaining("accepted are 100 levels");
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> Condition.parse("!".repeat(900)))
                .withMessageContaining("accepted are 100 levels");
        assertThatExceptionOfType(ConditionException.class).isThrownBy(() -> Condition.parse("flip ".repeat(201)))
                .withMessageContaining("at most 1000 characters");
    }

    @Test
    void completesFieldsStatesAndSigns() {
        assertThat(texts("ac", 2)).containsExactly("accepted");
        assertThat(Condition.suggestions("flip && ent", 11)).first()
                .isEqualTo(new Suggestion("entropy", "entropy of the target's raw law at this place (bits)", 8, 11));
        assertThat(texts("state == re", 11)).containsExactly("rejected");
        assertThat(texts("state == ", 9)).contains("accepted", "not-reached", "unmasked").doesNotContain("entropy");
        assertThat(texts("state ", 6)).containsExactly("==", "!=");
        assertThat(texts("token ", 6)).containsExactly("==", "!=", "~");
        assertThat(texts("entropy > 3 ", 12)).containsExactly("for 3 steps", "in draft", "&&", "||");
        assertThat(texts("p(", 2)).containsExactly("target)", "draft)");
        assertThat(texts("draftTop1 == ta", 15)).containsExactly("targetTop1");
        assertThat(texts("", 0)).contains("entropy", "repeat(n=6)", "!", "(");
        assertThat(Condition.suggestions("entr > 3", 2)).as("the whole word is replaced").first()
                .isEqualTo(new Suggestion("entropy", "entropy of the target's raw law at this place (bits)", 0, 4));
    }

    @Test
    void completesNothingBehindAMistakeInATextOrInANumber() {
        assertThat(texts("nonsense && ", 12)).isEmpty();
        assertThat(texts("token ~ \"en", 11)).isEmpty();
        assertThat(texts("entropy > 3", 11)).isEmpty();
    }

    private static List<String> texts(String text, int caret) {
        return Condition.suggestions(text, caret).stream().map(Suggestion::text).toList();
    }
}
