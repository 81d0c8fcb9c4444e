"""The last answer of whole conversations: what customers ask in passing, in slang, of both treks, of their own day."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of


async def last_answer(agent: Agent, *messages: str, contact: str) -> str:
    reply = (await last_of(agent, *messages, contact=contact)).reply
    return reply.text if reply else ""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says", "never"),
    [
        # a day without its month, in the month talked about
        (("Me gusta Markha Valley, en agosto", "y el 14 quedan plazas?"), "14 de agosto", ""),
        # asides of our own answer are no topic
        (("Poon Hill sounds nice", "end of january, the 22nd? we're two"), "22 January 2027", "Annapurna Base Camp:"),
        # what one may carry, and how long before papers are due
        (("je pense à l'EBC", "combien de kilos dans l'avion de Lukla ?"), "15 kg", ""),
        (("un porteur prend mon sac, c'est limité à combien de kilos ?",), "10 kg", ""),
        (("Goechala, we're Belgians", "how long before do you need the permit papers?"), "2 weeks", "takes 11 days"),
        # what moving costs is no price of a trek
        (("meri hampta ki date badalni pad sakti hai", "badalne ka koi charge hai?"), "15 din", "11,500"),
        # a place one would like is no booking
        (("Har Ki Dun le 9 avril", "pour réserver ma place, je verse combien ?"), "20", "pas de réservation sous"),
        (("kuari pass 10 april, 2 of us", "do we pay the lot now?"), "20 March 2027", ""),
        (("for 2 of us on Kashmir Great Lakes in August, how much deposit is that?",), "92.12", "245 per person"),
        # of both treks
        (("kedarkantha ka soch rahe hain", "aur dayara bugyal, dono me minimum age kya hai?"), "10 saal", ""),
        # others in the group are not ours to tell
        (("Langtang 23 April wale batch me kitni ladkiyan hain ab tak?",), "colleague", ""),
        # slang, and where one lives
        (("whats the dmg for nag tibba in december, im from blore",), "₹", ""),
        (("et la nuit sous la tente au Tarsar Marsar il fait combien ?",), "°C", ""),
        # where and when one meets
        (("buran ghati ke liye kitne baje tak pahunchna hai?",), "06:30", ""),
        (("दयारा बुग्याल के लिए कहाँ से चलते हैं?",), "देहरादून", ""),
        (("Rupin Pass ka deposit?", "buran ghati ke liye shimla me kitne baje ikattha hona h"), "06:30", ""),
        (("For EBC, where does everyone gather and at what time?",), "Kathmandu", "don't know"),
        (("Buran Ghati : à quelle heure est le rassemblement ?",), "06:30", ""),
        # where it starts, between two other questions
        (("nag tibba kitne din ka, kidhar se start hota h, 9 saal ki beti aa sakti hai?",), "Dehradun se shuru", ""),
        (("¿cuántos días dura Hampta, dónde arranca y puede venir mi hijo de 13?",), "empieza en Manali", ""),
        # what may fly, behind what to pack
        (("EBC ka bag pack kar raha hu", "lukla wali flight me kitna weight le ja sakte hai"), "15 kg", ""),
        (("what should I pack for gokyo?", "how many kilos can we carry on the Lukla flight?"), "15 kg", ""),
        (("EBC en abril, qué llevo", "¿cuánto peso se puede llevar en el vuelo?"), "15 kg", ""),
        (("गोक्यो मई में", "फ्लाइट में कितना सामान ले जा सकते हैं"), "15 किलो", ""),
        # how cars are fitted nobody wrote down
        (("kedarkantha ki sankri wali gaadi me AC hoti hai ya nahi?",), "colleague", "9–10"),
        # a letter, though a day is talked about
        (("Kuari Pass 13 december ko", "doctor ka letter kitne din purana chalega?"), "60 din", "seats"),
        # where one is from, in short spellings
        (("hw mch is har ki doon in may per prsn, we r frm mumbai",), "₹11,200", "By train"),
        (("me n my gf, frm delhi. nag tibba 11 dec, price?",), "₹3,900", ""),
        # machines that are none of us
        (("EBC in october?", "is there a cash machine on the way?"), "Namche", "automatic assistant"),
        # the highest night, however one asks for it
        (("on Langtang, what's the highest place where we spend a night?",), "3,870", "4,773"),
        # an offer called after a feast names no day on which to go
        (
            ("Saw your Diwali deal on Kuari Pass, no idea when Diwali is", "can I have it if I book today?"),
            "Kuari",
            "29 October",
        ),
        (("Vi la oferta de Diwali para Kuari Pass", "¿la puedo usar si reservo hoy?"), "terminó", "octubre"),
        # thanks in advance ask for no advance
        (("Where does your car collect us for Sandakphu? Thank you in advance",), "Jalpaiguri", "deposit"),
        # total beginners want no total
        (("is nag tibba ok for total beginners?",), "easy", "US$"),
        # what hired things add up to, and what one ends up paying
        (("shoes, a down jacket and poles to hire for Dayara Bugyal, just me. what do they add up to?",), "2,000", ""),
        (("So if I book EBC for 3 November 2027, just me from Leeds, what do I end up paying?",), "1,175", ""),
        (("How much is Rupin Pass in September 2027?", "and for 5 of us? all coming from Pune"), "75,050", "By train"),
        # an early bird is no river of snow
        (("एवरेस्ट बेस कैंप अप्रैल 2027, हम दो", "इस पर अर्ली बर्ड वाली छूट मिलेगी?"), "6%", "चादर"),
        # how far in all, and which of two is more
        (("हर की दून में कुल मिलाकर पैदल कितना चलना पड़ता है?", "और केदारकांठा में?"), "20 किमी", "₹"),
        (("EBC का अप्रैल का रेट?", "गोक्यो लेक्स उसी महीने कितने का? और दिन उसमें कम लगते हैं क्या"), "12 दिन", ""),
        # rooms and baths nobody wrote down
        (
            ("On Buran Ghati's first night, how many people per room, and is there an attached bathroom?",),
            "colleague",
            "16",
        ),
        # one bill or many
        (("Nag Tibba, 3 of us. Can all of us do the payment separately or must one give it all?",), "separately", ""),
        # how we are
        (("Good evening from rainy Leeds! How's everyone over there today?",), "assistant", "can't see from here"),
        (("¡Buenas! ¿Cómo andan por ahí arriba?",), "asistente", "una persona del equipo le escribirá"),
        (("Salut, tout va bien chez vous à Manali ce soir ?",), "assistant", "d’ici"),
        (("namaste, kya haal hai wahan pahadon mein?",), "assistant", "nahi pata"),
        # what we need to know of those who come
        (("we'd like to book Kuari Pass", "which details do you need from us?"), "date of birth", ""),
        (("reservamos Brahmatal para dos", "¿qué datos necesitas de cada uno?"), "nacimiento", ""),
        (("on réserve Kedarkantha à trois", "quelles infos il vous faut de chacun ?"), "naissance", ""),
        (("rupin pass book karna hai", "aapko humari kya details chahiye"), "janm", ""),
        # the one talked about beside the one named
        (
            ("tell me about Tarsar Marsar", "choosing between that one and Great Lakes, which is less walking?"),
            "72",
            "",
        ),
        (("Hampta Pass kaisa hai", "usme aur Bali Pass mein kaun sa lamba hai"), "Bali Pass: 9 din", ""),
        # whether what was just told holds for another trek too
        (("any early bird deals?", "does that cover Annapurna Base Camp as well?"), "31 December 2026", "Wi-Fi"),
        # when the car leaves
        (("what time do we leave in the morning for Brahmatal?",), "05:00", "19:00"),
        # what is asked of all days
        (("Rupin Pass ka bataiye", "aur bag uthwana ho to aathon din ka kitna hoga"), "2,800", ""),
        (("संदकफू पर पैदल कितने किलोमीटर चलना होता है",), "78", ""),
        # other people's sums
        (("Buran Ghati kaisa hai", "beti ka homework hai, 40000 par compound interest kitna?"), "trek", "14 saal"),
        # where who comes is from
        (("Dayara Bugyal 3 January price", "4 people from Delhi, total?"), "37,620", ""),
        # what is left of a price
        (("EBC in April, rate for one?", "and after early bird?"), "1,118.60", ""),
        (("EBC en avril, quel prix ?", "et avec la réduction ?"), "029,30", ""),
        # treks weighed, and not those our answer named beside them
        (
            ("Kedarkantha or Brahmatal in January, which is less crowded?", "which of the two is cheaper?"),
            "Brahmatal",
            "Poon",
        ),
        # a day of which the calendar says that it is cancelled
        (("EBC in May 2027?", "the 9 May one suits us, is it still going?"), "cancelled", "see from here"),
        # what nobody tells of a house
        (("la maison à Raithal, pour le Dayara, elle a du chauffage dans les chambres ?",), "collègue", "2 160"),
        (("how much is the helicopter from Govindghat to Ghangaria, one way?",), "not part of our package", "10 km"),
        # how soon before the start one cancels
        (("ट्रेक में 12 दिन बचे हों और कैंसल कर दूँ तो कितने प्रतिशत लौटेगा?",), "25%", ""),
        (("si cancelo cuando faltan 12 días para la salida, ¿qué porcentaje devuelven?",), "25 %", ""),
        # who has had no time does not complain
        (("Kedarkantha ki booking karni thi par time nahi mila, Diwali wala offer hai abhi?",), "khatam", "29 October"),
        # a paper that one of 63 needs, said before or not
        (("my mum is 63, can she do Sandakphu?", "which documents does she have to bring?"), "certificate", ""),
        # how high a peak is, and what its height does to one
        (("Nag Tibba ki choti kitni unchai par hai?",), "3,022", "sirdard"),
        # what to bring for the rain is not seen by the hour
        (
            ("Valley of Flowers in July", "it will rain too I guess, what do I pack for that?"),
            "waterproof",
            "see from here",
        ),
        # an offer of now, and until when
        (("on vise l'ABC en avril, avez-vous une offre en ce moment ?",), "6 %", "ne le sais pas"),
        (("une offre pour l'ABC ?", "il faut réserver avant quand pour en profiter ?"), "31 décembre 2026", ""),
        # gear of the line before is added up
        (("Buran Ghati: do you rent boots?", "and if I add a pair of poles, how much in all?"), "1,200", ""),
        # what nobody measures or charges here
        (("le Chadar : la visite médicale à Leh, c'est combien exactement ?",), "visite", "335"),
        (("what's the success rate on Pin Parvati?",), "colleague", "5,319"),
        # a day of the week in a greeting
        (("Bonjouuur, bon samedi à toute l'équipe !",), "assistant", "16 personnes"),
        # combien, and no card
        (("slt cb le kedarkantha en février stp",), "110", "CVV"),
        # days between two days
        (("anything for EBC starting between april 10 and april 20 2027?",), "12 April 2027", "does not leave on 10"),
        # who is sixty by now
        (("cumplí 60 este año, ¿puedo ir a Kashmir Great Lakes?",), "58", ""),
        # what another time costs whoever has booked nothing
        (("combien coûte Poon Hill fin janvier ?", "et si on décale en avril ?"), "315", "sans frais"),
        # the porter's fee of the country alone
        (
            ("hola, campo base del Annapurna", "si alguien nos carga las mochilas, ¿cuánto por día?"),
            "US$ al día",
            "350",
        ),
        # gear to hire, added up
        (
            ("¿alquiláis botas para Kedarkantha?", "si cojo las botas y una chaqueta de plumas, ¿cuánto es todo?"),
            "1.700",
            "",
        ),
        # what is told of a trek by somebody is no grievance
        (("तारसर मारसर के बारे में किसी ने बताया था",), "तारसर मारसर", "खेद"),
        # an offer of now does not change by the hour
        (
            ("EBC April me kitna lagta hai", "is pe abhi koi discount chal raha hai kya? aur kab tak"),
            "31 December",
            "dekh sakta",
        ),
        # what is somebody else's work
        (
            ("hi what is night temp in Bhrigu lake", "can you make one resume for me, 2 yrs exp in java"),
            "only",
            "too young",
        ),
        # the fare of others, their beds, cameras and lockers, and what the doctor of the town takes, nobody says
        (
            ("sandakphu me hum kisme rehte hai?", "darjeeling se maneybhanjang tak shared jeep ka kiraya kitna hai?"),
            "colleague",
            "Tumling",
        ),
        (("Where do we sleep on Sandakphu?", "how much is the jeep from Darjeeling?"), "colleague", "Tumling"),
        (("Para Sandakphu, ¿cuánto cuesta el jeep compartido de Darjeeling?",), "equipo", "170"),
        (("Sandakphu : combien coûte la jeep partagée depuis Darjeeling ?",), "collègue", "170"),
        (("Brahmatal: pickup point ke paas kisi saste hostel ka naam aur rate bata dijiye",), "colleague", "₹"),
        (("can you recommend a cheap hostel near the pickup point of Brahmatal?",), "colleague", "Lohajung"),
        (("Can I leave my suitcase at the Manali office?", "is there CCTV, and a locker?"), "colleague", "Rupin"),
        (("il y a des casiers fermés à clé à votre bureau ?",), "collègue", ""),
        (("chadar ke liye leh me medical test ki fees exact kitni hai?",), "colleague", "counter"),
        (("¿Cuánto cuesta el chequeo médico en Leh para el Chadar?",), "equipo", "335"),
        (("How much is the medical test in Leh for Chadar?",), "colleague", "365"),
        # when one is woken the page of the trek says
        (("Poon Hill: what time do you wake us up for the sunrise?",), "half past four", ""),
        (("पून हिल पर सूर्योदय के लिए सुबह कितने बजे उठाते हो?",), "half past four", ""),
        (("¿a qué hora nos despiertan para el amanecer en Poon Hill?",), "half past four", ""),
        (("À quelle heure on se lève pour le lever du soleil à Poon Hill ?",), "half past four", ""),
        # an offer that has ended has ended for every departure
        (("kedarkantha ka diwali offer dekha", "23 january wale batch pe wo abhi milega kya"), "khatam", "dekh sakta"),
        (("केदारकांठा का दिवाली ऑफर देखा था", "23 जनवरी वाले बैच पे वो अभी मिलेगा ना?"), "समाप्त", "अच्छी ख़बर"),
        (("I saw your Diwali offer for Kedarkantha", "do I still get it on the 23 January batch?"), "has ended", ""),
        (("vi la oferta de Diwali para Kedarkantha", "¿todavía me la hacen el 23 de enero?"), "terminó", ""),
        (("j'ai vu l'offre de Diwali pour le Kedarkantha", "j'y ai droit pour le 23 janvier ?"), "terminée", ""),
        # one books in that month, and walks in the one talked about
        (
            ("कश्मीर ग्रेट लेक अगस्त में एक आदमी का कितना है", "हम मियां बीवी का दिसंबर में बुक करने पर टोटल कितना, छूट लगा के"),
            "33,652",
            "",
        ),
        (
            (
                "kashmir great lakes august ka price?",
                "december mein book karein to pati patni ka total, chhoot ke saath",
            ),
            "33,652",
            "",
        ),
        (
            ("Any discount on Kashmir Great Lakes in August?", "total for my wife and me if we book in December?"),
            "460.60",
            "",
        ),
        (("¿hay descuento en Great Lakes en agosto?", "¿en total para los dos si reservamos en diciembre?"), "423", ""),
        (("Une remise sur Great Lakes en août ?", "combien pour nous deux en réservant en décembre ?"), "423", ""),
        # the group right after the one talked about, and no change of date
        (
            ("कश्मीर ग्रेट लेक्स में 27 अगस्त 2027 वाले बैच में 3 सीट?", "तो उसके ठीक बाद वाले बैच में?"),
            "29 अगस्त",
            "बिना शुल्क",
        ),
        (("great lakes 27 august 2027 me seat hai?", "uske theek baad wale batch me?"), "29 August", "badal"),
        (("Great Lakes on 27 August 2027, room?", "and the batch right after that?"), "29 August", "Change"),
        (("Great Lakes el 27 de agosto de 2027, ¿plazas?", "¿y en el grupo justo después?"), "29 de agosto", ""),
        (("Great Lakes le 27 août 2027, des places ?", "et dans le groupe juste après ?"), "29 août", ""),
        # both treks, though one of them is named for the next question
        (
            (
                "kuari pass aur brahmatal me confuse hu",
                "dono me uncha kaun? aur brahmatal me kul kitna chalna, km me",
            ),
            "3,815",
            "",
        ),
        (("Brahmatal me total kitna chalna padta hai km me",), "24 km", "ghante"),
        # who leads, and how many sleep in a tent, nobody says
        (("Who is going to be the guide on the 26 June Hampta departure?",), "colleague", ""),
        (("buran ghati me ek tent me kitne log sote hai?",), "colleague", "3,375"),
        # instead of the bot
        (("bot se baat nahi karni, kisi insaan se baat karao",), "colleague", "automatic assistant"),
        # what the pages tell of a season has grass in it, and no drug
        (("when is the grass yellow on Kashmir Great Lakes?",), "September", ""),
    ],
)
async def test_the_last_question_is_answered(agent: Agent, messages: tuple[str, ...], says: str, never: str) -> None:
    answer = await last_answer(agent, *messages, contact=f"c-visitor-{messages[-1]}")
    assert says in answer
    assert not never or never not in answer


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("contact", "messages", "says", "never"),
    [
        # another trek than the one booked, by its day or for a party
        ("c-0025", ("Me interesa Brahmatal en enero", "¿cuántos lugares quedan en la del 29?"), "quedan 3", "b-0061"),
        (
            "c-0068",
            ("¿cuánto vale Nag Tibba en noviembre 2027?", "y si fuéramos 12 el 12, ¿en cuánto queda?"),
            "517",
            "b-0082",
        ),
        # plans that change are no change of a date
        ("c-0035", ("my husband's rota has changed, if we don't come what do we get back of Poon Hill?",), "90%", ""),
        ("c-0043", ("¿hasta qué día podemos cancelar nuestra reserva y recuperar el 90 %?",), "15 de febrero", ""),
        ("c-0035", ("if I called off our Poon Hill trip today, what would come back to us?",), "576", "If we have"),
        ("c-0009", ("rappelez-moi la date de notre départ",), "24 septembre", "appelez le +91"),
        ("c-0014", ("brahmatal 6 march wale batch me kitni seat bachi hai?",), "10 seats", "Aapki booking"),
        ("c-0105", ("¿hasta cuándo tenemos para terminar de pagar lo nuestro?",), "1 de mayo", "Próximas salidas"),
        ("c-0022", ("मेरी पून हिल वाली बुकिंग में बाकी के पैसे कब तक देने हैं और कितने?",), "21,200", "10 कार्य"),
        # a date behind what is owed, and the last one to move a booking
        ("c-0040", ("How much do I still owe you?", "By which date do you want it?"), "2 April 2027", "seats left"),
        ("c-0035", ("what is the last day we can move our Poon Hill trip for free?",), "10 January 2027", ""),
        (
            "c-0060",
            ("Kedarkantha, 14 Feb", "would you charge us anything for changing to the 27th?"),
            "free of",
            "8,900",
        ),
        # gear to hire for one's own trek, without what one has
        (
            "c-0060",
            ("For my Kedarkantha: rucksack I have, shoes and one pair of poles on rent please. How much altogether?",),
            "₹1,200",
            "b-0070",
        ),
    ],
)
async def test_ones_own_booking_is_told_where_it_is_meant(
    agent: Agent, contact: str, messages: tuple[str, ...], says: str, never: str
) -> None:
    answer = await last_answer(agent, *messages, contact=contact)
    assert says in answer
    assert not never or never not in answer
