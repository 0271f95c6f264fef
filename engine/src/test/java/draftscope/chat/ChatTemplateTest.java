package draftscope.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Templates against what Jinja2 3.1.6 for Python makes of them, set up as the Hugging Face library does
/// (`ImmutableSandboxedEnvironment`, `trim_blocks`, `lstrip_blocks`, loop controls, its `tojson`). The templates were
/// written for this test, with the constructs that those of well-known models use.
class ChatTemplateTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-07-06T09:05:03Z"), ZoneOffset.UTC);

    private record Case(String name, String template, Map<String, Object> names, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = ChatTemplateTest.class.getResourceAsStream("jinja.json")) {
            List<Case> cases = new ArrayList<>();
            for (JsonNode node : JsonMapper.builder().build().readTree(in)) {
                Map<String, Object> names = new LinkedHashMap<>();
                node.get("names").forEachEntry((name, value) -> names.put(name, value(value)));
                cases.add(new Case(node.get("name").asString(), node.get("template").asString(), names,
                        node.has("expected") ? node.get("expected").asString() : null));
            }
            assertThat(cases).hasSizeGreaterThan(150);
            return cases.stream();
        }
    }

    private static Object value(JsonNode node) {
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(value(item)));
            return list;
        }
        if (node.isObject()) {
            Map<Object, Object> map = new LinkedHashMap<>();
            node.forEachEntry((name, item) -> map.put(name, value(item)));
            return map;
        }
        return node.isNull()
                ? null
                : node.isBoolean()
                        ? (Object) node.booleanValue()
                        : node.isIntegralNumber()
                                ? node.longValue()
                                : node.isNumber() ? node.doubleValue() : node.asString();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesWhatJinjaWritesAndRefusesWhatItRefuses(Case c) {
        if (c.expected == null) {
            assertThatThrownBy(() -> render(c.template, c.names)).isInstanceOf(ChatTemplateException.class)
                    .hasMessageStartingWith("The chat template ").hasMessageEndingWith(".");
        } else {
            assertThat(render(c.template, c.names)).isEqualTo(c.expected);
        }
    }

    private static String render(String template, Map<String, Object> names) {
        return ChatTemplate.parse(template, Optional.empty(), Optional.empty()).render(names, CLOCK);
    }

    @Test
    void writesAConversationOutForAModel() {
        ChatTemplate template = ChatTemplate.parse(
                "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}{{ eos_token }}{% endfor %}"
                        + "{% if add_generation_prompt %}<assistant>{% endif %}",
                Optional.of("<s>"), Optional.of("</s>"));
        List<ChatMessage> messages = List.of(ChatMessage.system("Be brief."), ChatMessage.user("Hi {{ no }}"));
        assertThat(template.render(messages, true))
                .isEqualTo("<s><system>Be brief.</s><user>Hi {{ no }}</s><assistant>");
        assertThat(template.render(messages, false)).isEqualTo("<s><system>Be brief.</s><user>Hi {{ no }}</s>");
    }

    @Test
    void saysWhereATemplateGoesWrong() {
        assertThatThrownBy(() -> render("a\n{% if x %}\n{{ 1 + 'b' }}{% endif %}", Map.of("x", 1L)))
                .hasMessage("The chat template stops at line 3: '+' does not go with a number and a text.");
        assertThatThrownBy(() -> render("a\n\n{{ 1", Map.of()))
                .hasMessage("The chat template cannot be read at line 3: a tag '{{' does not end.");
        assertThatThrownBy(() -> render("{{ raise_exception('Roles must alternate.') }}", Map.of()))
                .hasMessage("The chat template refuses these messages: Roles must alternate.");
        assertThatThrownBy(() -> render("{% include 'x' %}", Map.of()))
                .hasMessageContaining("the tag 'include' is not known");
        assertThatThrownBy(() -> render("x".repeat(2_000_000), Map.of())).hasMessageContaining("up to 1048576");
    }

    @ParameterizedTest
    @Timeout(20)
    @ValueSource(strings = {"{% for a in range(99999999999) %}x{% endfor %}",
            "{% for a in range(3000000) %}{% for b in range(3000000) %}{% endfor %}{% endfor %}",
            "{{ 'x' * 99999999999 }}",
            "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
            "{% set ns = namespace(s=['x']) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
            "{% set ns = namespace(s=['x']) %}{% for i in range(9999) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}",
            "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}", "{{ ('x' * 1000000) | replace('x', 'y' * 1000000) }}",
            "{% set x = 'x' * 3000000 %}{% for i in range(3000000) %}{{ x[0] }}{% endfor %}",
            "{% set x = 'x' * 3000000 %}{% for i in range(3000000) %}{% if x.find('y') == 0 %}{% endif %}{% endfor %}",
            "{% set x = range(1000000) | list %}{{ x | map('string') | join | length }}{{ x | unique | list | length }}",
            "{{ 2 ** 99999999999 }}", "{% for i in range(3000000) %}{% set x = [i] %}{% endfor %}",
            "{{ 'a\\n' * 1000000 | indent(1000000) }}", "{{ [1] | tojson(indent=99999999) }}",
            "{{ ('a' * 3000000).split('a') | length }}{{ ('a' * 3000000).split('a') | length }}"})
    void aTemplateThatWouldNotEndIsStopped(String template) {
        try {
            render(template, Map.of()); // a few of these are only slow, and may end
        } catch (ChatTemplateException e) {
            assertThat(e.getMessage()).startsWith("The chat template ").endsWith(".").hasSizeLessThan(300);
        }
    }

    @ParameterizedTest
    @Timeout(20)
    @ValueSource(strings = {"(", "[", "{'a':", "-", "not ", "a.b", "f(", "x if ", "'a' ~ ", "1+", "a|f(", "{% if 1 %}"})
    void deepNestingIsNoCrash(String part) {
        String template = part.startsWith("{%") ? part.repeat(50_000) : "{{ " + part.repeat(50_000) + " 1 }}";
        try {
            render(template, Map.of()); // 'not' and 'if' a thousand times over are long, not deep
        } catch (ChatTemplateException e) {
            assertThat(e.getMessage()).startsWith("The chat template ").endsWith(".");
        }
    }

    @Test
    void aDamagedTemplateEndsInTextOrInOneSentence() throws IOException {
        Random random = new Random(5);
        List<Case> cases = cases().toList();
        Instant end = Instant.now().plus(Duration.ofSeconds(4));
        int tried = 0;
        for (; tried < 20_000 && Instant.now().isBefore(end); tried++) {
            Case c = cases.get(random.nextInt(cases.size()));
            StringBuilder damaged = new StringBuilder(c.template);
            for (int i = random.nextInt(1, 4); i > 0 && damaged.length() > 0; i--) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.deleteCharAt(at);
                    case 1 -> damaged.insert(at, "{}%()[]|'\"-.:~ainot0\n".charAt(random.nextInt(21)));
                    default -> damaged.setCharAt(at, damaged.charAt(random.nextInt(damaged.length())));
                }
            }
            try {
                render(damaged.toString(), c.names);
            } catch (ChatTemplateException e) {
                assertThat(e.getMessage()).as("seed 5, run %d", tried).startsWith("The chat template ").endsWith(".");
            }
        }
        assertThat(tried).isGreaterThan(100);
    }
}
