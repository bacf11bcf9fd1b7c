"""Words that are rude wherever they stand: insults, curses, slurs. To be found, not to be used."""

_WORDS = """
arse arsehole asshole assholes bastard bastards bitch bitches bitching bitchy bollocks bullshit crap crappy cunt
cunts damn damned dickhead dickheads douche douchebag dumbass dumbasses fag faggot faggots fags fuck fucked fucker
fuckers fuckin fucking fucks goddamn jackass jackasses moron moronic morons motherfucker motherfuckers motherfucking
nigger niggers piss pissed prick pricks retarded shit shite shits shitty slut sluts slutty stfu tosser
tossers twat twats wanker wankers wtf whore whores idiot idiots idiotic imbecile imbeciles scumbag scumbags dipshit
kike kikes spic spics tranny trannies wetback wetbacks gook gooks
arschloch arschlöcher drecksau fick ficken fickt fotze fotzen hurensohn hurensöhne idioten missgeburt scheiss scheisse
scheiße scheiß schlampe schlampen schwuchtel spasti trottel vollidiot vollidioten wichser kanake kanaken
batard bâtard bordel connard connards connasse connasses couille couilles enculé enculés foutre merde merdes
merdique nique niquer pute putes putain salaud salauds salope salopes encule
cabron cabrón cabrones carajo chinga chingada chingar coño gilipollas hijoputa imbécil joder jodido maricon
maricón mierda mierdas pendejo pendejos pendeja puta putas puto putos idiota idiotas
"""
WORDS = frozenset(_WORDS.split())
#: Korean words take their endings without a space.
_KOREAN = """
개새끼 개색기 개소리 개자식 꼴통 닥쳐 돌아이 또라이 멍청 미친년 미친놈
미친새끼 바보새끼 병신 븅신 빌어먹을 새끼 썅 쌍놈 쌍년 씨발 씨바 시발
ㅅㅂ ㅂㅅ ㅆㅂ 엿먹 염병 육시랄 좆 존나 쓰레기같 지랄 찐따 창녀
한남충 김치녀 틀딱
"""
BEGINNINGS = tuple(_KOREAN.split())
#: What only begins like one: stations and starting points, fingers, young animals, a rope.
_HARMLESS = """
시발역 시발점 시발지 시발택시 새끼손가락 새끼손톱 새끼발가락 새끼발톱 새끼줄 새끼고양이 새끼강아지 새끼돼지 새끼양
새끼오리 새끼곰 새끼새 새끼호랑이 새끼사자 새끼거북 새끼펭귄 새끼치
"""
HARMLESS = tuple(_HARMLESS.split())
