import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.safety.consent import find_wish, opt_out_chance
from agent.safety.lexicon import EXEMPLARS

CASES = yaml.safe_load((EXEMPLARS / "wish.first.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["optout"])
def test_a_wish_to_be_left_alone_is_heard(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize("text", CASES["optin"])
def test_a_wish_for_messages_is_heard(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_in"


@pytest.mark.parametrize("text", CASES["none"])
def test_words_of_stopping_that_mean_something_else_change_nothing(text: str) -> None:
    wish = find_wish(text)
    assert wish is None or not wish.clear


@pytest.mark.parametrize(
    "text",
    [
        "Stop this bot, connect me to a human",
        "no more robot, a person please",
        "Basta de robot, quiero hablar con una persona",
        "Arrêtez ce robot, passez-moi un humain",
        "बॉट बंद करो, किसी इंसान से बात कराओ",
        "bot band karo, kisi insaan se baat karao",
    ],
)
def test_who_wants_a_person_instead_of_the_bot_opts_out_of_nothing(text: str) -> None:
    assert find_wish(text) is None
    assert opt_out_chance(text) < 0.2


@pytest.mark.parametrize(
    "text",
    [
        "stop this bot",
        "Stop, and have a human delete my number",
        "stop this bot and let a person take me off",
        "no bot, no person, just leave me alone",
        "stop this bot from texting me, I want a human",
        "no more bot messages, no calls from your agents either",
        "arrêtez ce robot, et qu'un humain supprime mon numéro",
        "bot band karo aur kisi insaan se mera number delete karwao",
    ],
)
def test_a_person_who_is_to_end_the_messages_or_is_not_wanted_takes_back_no_opt_out(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "do not remove me from your list",
        "please don't ever unsubscribe me",
        "never stop sending me the trek news",
        "I don't want to unsubscribe, just a new phone",
        "we did not ask to be removed",
        "no need to take me off the list",
        "kindly do not delete my number",
        "no me dejen de mandar ofertas",
        "no me den de baja",
        "no paren de mandarme ofertas",
        "por favor, no me borren de la lista",
        "no quiero darme de baja",
        "no eliminen mi número, gracias",
        "ne cessez pas vos messages svp",
        "n'arrêtez surtout pas de m'écrire",
        "arrêtez pas vos offres, je les lis toutes",
        "ne me désabonnez pas",
        "ne supprimez pas mon numéro",
        "je ne veux pas me désinscrire",
        "mujhe unsubscribe mat karna",
        "message bhejna band mat karo",
        "mera number delete na karein",
        "list se mat hatana mujhe",
        "offers band nahi karna please",
        "मुझे अनसब्सक्राइब मत करना",
        "मैसेज भेजना बंद न करें",
        "मुझे सूची से मत हटाना",
        "ऑफ़र मत रोकिए",
    ],
)
def test_a_negated_wish_to_stop_is_a_wish_to_go_on(text: str) -> None:
    wish = find_wish(text)
    assert wish is None or wish.kind == "opt_in"
    assert opt_out_chance(text) < 0.2


@pytest.mark.parametrize(
    "text",
    [
        "you never stop messaging me, leave me alone",
        "why don't you stop sending me messages",
        "don't remove me from the trek but stop the messages",
        "I don't want to cancel my trek just stop sending me messages",
        "do not message me, remove my number",
        "ustedes no paran de mandarme mensajes, denme de baja",
        "no me den más ofertas, denme de baja",
        "no me dejen más mensajes",
        "vous n'arrêtez pas de m'écrire, désabonnez-moi",
        "ne m'écrivez plus, désabonnez-moi",
        "je ne veux pas de vos messages, arrêtez",
        "message mat bhejo, band karo",
        "msg bhejna band karo na",
        "mujhe list se hatao na",
        "मैसेज मत भेजो, बंद करो",
        "मैसेज बंद करो ना",
    ],
)
def test_a_negation_of_something_else_takes_back_no_opt_out(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "please don't delete my account and stop messaging me",
        "please don't delete my booking and stop messages",
        "ne me retirez pas du trek et ne m'écrivez plus",
        "band na karo to report kar dunga",
        "messages band na karo to block kar dunga",
        "agar band na karo to report kar dunga",
        "don't block me - stop messaging me",
        "Do not remove me from the booking – stop the messages",
        "no me den de baja de la reserva y no me manden más mensajes",
        "if these don't stop I will report you",
        "si vous n'arrêtez pas, je vous bloque",
        "si ça n'arrête pas je vous bloque",
        "if you don't stop messaging me I will block you",
        "If this spam doesn't stop I will report this number",
        "don't cancel my trek, and no more messages please",
        "do not delete my booking: stop texting me",
        "don't remove me from the trek or send me any more offers, unsubscribe me",
        "no me borren de la reserva, y dejen de escribirme",
        "no me eliminen de la salida - dejen de mandarme mensajes",
        "si no paran de escribirme los voy a denunciar y bloquear",
        "ne me retirez pas de la sortie et arrêtez de m'écrire",
        "ne supprimez pas ma réservation – arrêtez vos messages",
        "si vous n'arrêtez pas de m'écrire je vous bloque",
        "si ces messages n'arrêtent pas je vous signale",
        "मैसेज बंद न करो तो ब्लॉक कर दूँगा",
        "बुकिंग कैंसल मत करो और मैसेज मत भेजो",
        "मैसेज बंद करो, वरना ब्लॉक कर दूंगा",
        "booking cancel mat karo aur message mat bhejo",
        "booking cancel mat karo - message bhejna band karo",
        "msg band nahi karoge to block kar dunga",
        "si no dejan de mandarme ofertas los denuncio",
        "if it doesn't stop I'm blocking you",
        "unless you stop messaging me I will report you",
        "अगर मैसेज बंद नहीं किए तो रिपोर्ट कर दूंगा",
        "agar message band na kiye to block kar denge",
        "never delete my booking and please stop the texts",
        "no me eliminen del grupo de junio y basta de publicidad",
        "ne me supprimez pas du voyage : plus de messages svp",
        "seat cancel na karein – message mat bhejiye",
    ],
)
def test_a_threat_and_what_is_asked_beside_going_on_are_opt_outs(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "please don't stop messaging me and tell me about Hampta",
        "do not stop the messages - I love them",
        "don't unsubscribe me or block me",
        "no me den de baja y díganme cuánto cuesta Hampta",
        "no dejen de mandarme ofertas y fotos",
        "ne me désabonnez pas et continuez à m'écrire",
        "n'arrêtez pas d'envoyer vos offres et photos",
        "message band mat karo, mujhe ache lagte hain",
        "मैसेज भेजना बंद मत करो",
        "मुझे लिस्ट से मत हटाओ",
        "please do not take me off your list and keep the offers coming",
        "mujhe list se mat hatao to accha hai",
        "do not remove me and my wife from the list",
        "don't delete my number or my name",
        "please do not unsubscribe me so I keep the offers",
        "no me borren de la lista y sigan con las ofertas",
        "no me den de baja ni a mí ni a mi esposa",
        "ne me désabonnez pas ou je serai triste",
        "message band mat karna warna mujhe pata nahi chalega",
        "मुझे लिस्ट से मत हटाना वरना मुझे पता नहीं चलेगा",
        "please do not block me: I am a customer",
        "ऑफ़र बंद मत करो तो अच्छा है",
        "don't stop sending messages and offers",
        "if the road is closed, what do you do?",
        "si no para de llover, ¿se hace el trek?",
        "s'il n'arrête pas de pleuvoir, on part quand même ?",
        "if the rain doesn't stop will you cancel the trek?",
        "agar barish band na ho to kya hoga",
        "अगर बारिश बंद नहीं हुई तो क्या होगा",
    ],
)
def test_going_on_with_a_reason_or_a_second_wish_and_rain_that_goes_on_are_no_opt_outs(text: str) -> None:
    assert find_wish(text) is None


def test_start_alone_is_a_weak_word() -> None:
    wish = find_wish("Start")
    assert wish is not None
    assert (wish.kind, wish.clear) == ("opt_in", False)


@pytest.mark.parametrize("text", ["STOP_PROMOTIONS", "opt_out", "Stop promotions", "unsubscribe"])
def test_ids_and_titles_of_buttons_count(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize("text", ["🛑", "🛑🛑", "🚫", "✋🏽", "stop 🛑", "ST\u200bOP", "ＳＴＯＰ", "s-t-o-p", "STOOOP"])
def test_disguised_and_pictured_stops_count(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize("text", ["", " ", "👍", "🙏🙏", "...", "?", "\u200b", "1", "🏔️ 5 days"])
def test_messages_without_words_hold_no_wish(text: str) -> None:
    assert find_wish(text) is None


@settings(deadline=None)  # the first text compiles the word lists
@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    find_wish(text)


@pytest.mark.parametrize(
    "text",
    [
        "no more offers please",
        "stop sending me promotions",
        "Stop promotions",
        "STOP_PROMOTIONS",
        "unsubscribe me from the newsletter",
        "no quiero más ofertas",
        "plus de pub svp",
        "ऑफर भेजना बंद कीजिए",
        "offers mat bhejo",
        "the booking messages are fine but please no advertising",
    ],
)
def test_who_wants_no_offers_still_wants_answers(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert (wish.kind, wish.scope) == ("opt_out", "marketing")


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "no more messages",
        "stop messaging me",
        "leave me alone",
        "delete my number, I hate your offers",
        "no me escriban más",
        "ne m'écrivez plus",
        "मुझे मैसेज मत भेजो",
        "msg mat bhejo",
        "🛑",
        "do not contact me again with your offers or anything else",
    ],
)
def test_who_wants_no_messages_wants_silence(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert (wish.kind, wish.scope) == ("opt_out", "all")


@pytest.mark.parametrize("text", ["where is the bus stop", "don't stop sending offers", "we stopped at Jagat"])
def test_the_words_of_stopping_alone_are_no_wish(text: str) -> None:
    assert find_wish(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "please no English, I only speak Spanish",
        "don't answer in Hindi, my wife can't read it",
        "deja de hablarme en inglés, por favor",
        "arrêtez de me répondre en anglais svp",
        "plus d'anglais merci",
        "अंग्रेज़ी में मत लिखिए",
        "angrezi me mat bhejo bhai",
    ],
)
def test_asking_for_another_language_is_no_wish_to_be_left_alone(text: str) -> None:
    assert find_wish(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "stop sending offers in Hindi, I don't want them at all",
        "no me mandéis más mensajes, ni en inglés ni en español",
        "plus de messages en anglais ni en français, merci d'arrêter",
        "हिंदी हो या अंग्रेजी, मुझे कोई मैसेज मत भेजो",
        "I don't speak English, wrong number, stop texting me",
    ],
)
def test_a_language_named_beside_a_wish_does_not_hide_it(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "how can my dad unsubscribe from his bank's newsletter",
        "¿cómo me borro del boletín de una tienda de bicis?",
        "comment se désinscrire de la newsletter d'un magasin ?",
        "दूसरी कंपनी के मैसेज कैसे बंद करूँ",
        "dusri company ke msg kaise band karu",
    ],
)
def test_messages_of_another_sender_are_not_ours_to_stop(text: str) -> None:
    assert find_wish(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "unsubscribe me, I found another company",
        "ya viajé con otra agencia, dejen de mandarme ofertas",
        "désinscrivez-moi de votre liste, j'ai choisi une autre agence",
        "दूसरी कंपनी से बुक कर लिया, मैसेज मत भेजो",
        "dusri company se book kar liya, msg mat bhejo",
    ],
)
def test_who_went_with_another_sender_is_still_heard(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "who is that? do not text me again",
        "ये किसका नंबर है, आगे से मत लिखना",
        "con mucho cariño, ya no hace falta que me sigan mandando novedades",
        "c'est le portable de mon fils, pas de publicité dessus",
        "3 de la mañana y otra promo, bájenle señores",
        "the previous owner of this number is your client, not me, so please leave it",
    ],
)
def test_strangers_borrowed_phones_and_polite_goodbyes_are_heard(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "weather update rokna mat please",
        "documents mat maango baar baar",
        "don't send the pickup location to my old number, use this one",
        "quita de la lista los de invierno y dime el resto",
        "this is my husband's phone, what time is the pickup",
        "मेरी दोस्त ने आपके मैसेज बंद करवाए, मुझे तो चाहिए",
    ],
)
def test_one_thing_refused_or_somebody_else_who_left_is_no_wish(text: str) -> None:
    wish = find_wish(text)
    assert wish is None or wish.kind == "opt_in"


@pytest.mark.parametrize(
    "text",
    [
        "My neighbour says she unsubscribed from your messages. I happily go on reading! Any places in May?",
        "Mi vecina se ha dado de baja de sus mensajes. ¡Yo sigo encantada! ¿Hay plazas en mayo?",
    ],
)
def test_what_a_sentence_says_alone_is_taken_back_by_the_rest(text: str) -> None:
    assert find_wish(text) is None


@pytest.mark.parametrize("text", ["list se mera number hatao", "सूची से मेरा नाम हटाइए"])
def test_a_person_taken_off_a_list_is_a_wish(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"


@pytest.mark.parametrize("text", ["list se roopkund hatao, baaki dikhao", "सूची से रेनकोट निकाल दीजिए, अपना है"])
def test_a_thing_taken_off_a_list_is_none(text: str) -> None:
    assert find_wish(text) is None


@pytest.mark.parametrize(
    "text", ["it is a surprise, pls dont call my number in evenings", "don't ring my number after 9, baby sleeps"]
)
def test_an_hour_at_which_nobody_may_call_ends_no_messages(text: str) -> None:
    assert find_wish(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "please do not ever text me again after 9 months of this spam",
        "never message me again after these 5 messages",
        "don't text me any more at work or at home",
    ],
)
def test_a_number_or_a_place_beside_never_again_takes_nothing_back(text: str) -> None:
    wish = find_wish(text)
    assert wish is not None
    assert wish.kind == "opt_out"
