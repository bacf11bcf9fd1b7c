"""The most frequent words of languages in Latin letters, each as it is written."""

_WORDS = {
    "english": "the and of to is was that for it with this you are have not but be they from at we his her been "
    "were which would their there what when your my has will about just so if how can out",
    "german": "der die und das ist nicht ein eine ich mit sich des auf für von dem zu auch den wie im war sie "
    "aber aus wird nach bei einen einer noch mir wir über mich kann haben sind dass nur",
    "french": "le les et des est une pour que qui dans pas sur au avec ce il je vous nous mais sont cette aux du "
    "être fait très elle ont était ne se plus par leur mon c'est tout",
    "spanish": "el los las una que y por con para es no del lo se más como pero sus le ya este muy está mi porque "
    "cuando fue ser tiene todo hay esta desde son nos sin qué",
    "italian": "il che di non una per è con sono della gli nel anche ma mi ho del questo più alla dei come ha "
    "molto essere stato lo ci delle dal quando perché cosa tutto",
    "portuguese": "o os uma não que com para é do da em por mais um dos como mas foi ao ele das tem à seu muito são "
    "você isso está ser também já minha meu quando",
    "dutch": "de het een van ik en dat niet is op te zijn met voor die er maar hij was ook als aan je wat naar "
    "ze bij nog dan wel heb deze kan heeft mijn geen",
    "polish": "i w nie na się z do to jest że o jak co ale po za tak od mnie tym czy już był są dla przez ten być jego",
    "turkish": "bir ve bu da de için çok ne ben daha gibi ama mi var olarak o kadar sonra en değil ile her olan şey",
    "indonesian": "yang dan di ini itu dengan untuk tidak dari dalam saya akan ada pada ke juga adalah sudah bisa "
    "karena",
    "vietnamese": "là và của có không cho được người những một này với các trong đã khi như tôi thì để đến nhiều",
    "swedish": "och att det som en på är av för med den inte har jag till ett om var så men han de hon kan när från",
}
FREQUENT = {name: frozenset(words.split()) for name, words in _WORDS.items()}
