"""Easy English words by part of speech, 1,345 in all: a vocabulary for simple stories when nobody brings one.

TinyStories, Eldan and Li 2023 (arXiv 2305.07759), took about 1,500 such words; this list is our own.
"""

NOUNS = """
acorn airplane alarm angel ankle ant apple apron arm arrow artist attic aunt axe baby bag baker ball balloon banana
band bank barn basket bat bath beach bead beak bean bear beard bed bee beetle bell belt bench berry bicycle bike bird
birthday blanket blizzard block boat body bone book boot bottle bow bowl box boy bracelet branch bread breakfast brick
bridge broom brother brush bubble bucket bug building bull bunny bus bush butter butterfly button cabin cactus cage
cake calf camel camera camp candle candy canoe cap cape captain car card carpet carrot cart castle cat cave ceiling
cereal chain chair chalk cheek cheese chef cherry chest chick chicken child chimney chin circus city classroom clay
cliff clock cloth cloud clown coat coin color comb cookie corn corner cottage couch country cousin cow crab cradle
crane crayon cream creek cricket crow crowd crown crumb cup cupboard curtain cushion daisy dance daughter day deer
dentist desert desk diamond dinner dinosaur dirt dish doctor dog doll dolphin donkey door doughnut dough dragon drawer
dream dress driver drop drum duck dust eagle ear earth egg elbow elephant elevator elf engine envelope eye face fairy
family fan farm farmer father feast feather fence field finger fire firefighter fireplace fish fisherman flag flame
flashlight floor flour flower flute fly fog foot forest fork fountain fox frame friend frog fruit fur game garage
garden gate ghost giant gift giraffe girl glass glove glue goat goose grandfather grandmother grape grass grasshopper
ground guest guitar hair hall hammer hamster hand hare hat hawk hay head heart hedgehog helmet hen hero hill hippo
hive hole home honey hook horn horse hose hospital hotel house husband ice icicle igloo insect island jacket jam jar
jelly jewel job joke juice jungle kangaroo key king kitchen kite kitten knee knife knight knot ladder ladybug lake
lamb lamp lantern leaf leg lemon letter library light lightning lion lip lizard lobster lock log lunch machine magic
magnet mailbox map marble market mask mat meadow meal mermaid milk mirror mitten mole monkey monster moon morning moss
mother motor mountain mouse mouth mud muffin museum mushroom music nail name napkin neck necklace needle neighbor nest
net night noise nose notebook nurse nut oak oar ocean octopus onion orange oven owl ox paint painting palace pan
pancake panda paper parade parent park parrot party path paw pea peach peacock peanut pear pearl pen pencil penguin
pepper photo piano picnic picture pie pig pigeon pillow pilot pin pine pirate pizza planet plant plate playground
pocket pond pony pool potato pot present prince princess prize pumpkin puppet puppy purse puzzle queen quilt rabbit
raccoon radio raft rain rainbow raisin rat reindeer ribbon rice ring river road robot rock rocket roof room rooster
root rope rose rug sack sail sailor salad salt sand sandal sandcastle sandwich scarf school scissors screw sea seal
seat seed shadow shark sheep shelf shell ship shirt shoe shop shore shoulder shovel shower sink sister skate skin
skirt sky sled sleeve slide slipper smoke snack snail snake sneaker snow snowflake snowman soap sock soil soldier son
song soup spider spoon squirrel stable stage stair star station stick stone store stork storm story stove stranger
straw strawberry stream street string suitcase sun sunflower swan sweater swing sword table tail tailor tank tea
teacher team tear teddy telephone tent theater thread throat throne thumb thunder ticket tiger toad toast toe tomato
tongue tooth torch towel tower town toy track tractor train trash treasure tree triangle truck trumpet trunk tunnel
turkey turtle twig umbrella uncle unicorn valley van vase vegetable village violin wagon waiter wall walnut wand wasp
watch water waterfall wave web wedding well whale wheat wheel whistle wife wind window wing winter witch wizard wolf
woman wood wool word world worm yard yarn zebra zoo
"""

VERBS = """
add admire agree aim allow answer appear argue arrive ask bake balance bark bathe beg begin behave bend bite bless
blink bloom blow boast boil borrow bounce bow break breathe bring brush build bump burn bury buy buzz call camp care
carry carve catch celebrate change chase chat cheer chew choose chop clap clean climb close collect color comb come
comfort complain cook copy cough count cover crack crawl creep cross cry cuddle cut dance dare dash deliver dig dip
disappear discover dive divide draw dream dress drift drink drive drop dry eat empty enjoy enter escape examine
explain explore fade fail fall feed feel fetch fight fill find finish fish fit fix float flow fly fold follow forget
forgive freeze frown gallop gather giggle give glow glue go greet grin groan grow growl grumble guard guess guide
hammer hang happen hatch hear heal help hide hike hit hold hop hope howl hug hum hunt hurry hurt imagine invent invite
itch join joke juggle jump keep kick kiss knit knock know land laugh lay lead leak lean leap learn leave lend lick lie
lift light like listen live lock look lose love make march mark marry measure meet melt mend mix moan move nap need
nibble nod notice obey offer open order own pack paddle paint pant pat pause pay peek peel peep pick pinch plan plant
play please point polish pop pour practice praise pray prepare press pretend promise protect pull push race rain raise
reach read remember rescue rest return ride ring rinse rip rise roar rock roll row rub rule run rush sail save say
scare scatter scold scratch scream scrub search see sell send sew shake share sharpen shine shiver shop shout shove
show shrink sigh sing sink sip sit skate skip slap sleep slice slide slip smell smile snatch sneak sneeze sniff snore
sob speak spell spend spill spin splash spot spread sprinkle squeak squeeze stack stand stare start stay steal steer
step stick sting stir stop stretch stroll stumble surprise swallow sweep swim swing take talk tap taste teach tear
tease tell thank think throw tickle tie tiptoe toss touch trade train trap travel tremble trick trip trust try tug
tumble turn twirl twist type unlock unpack unwrap use visit wait wake walk wander want warm warn wash watch water wave
wear weave weep weigh whine whisper whistle win wink wipe wish wonder work worry wrap wrestle write yawn yell zip zoom
"""

ADJECTIVES = """
able afraid alone amazing ancient angry anxious ashamed asleep awake awful bad bare beautiful big bitter black blank
blind blue bold bored bossy bouncy brave bright broken brown bumpy busy calm careful careless charming cheap cheerful
chilly chubby clean clear clever cloudy clumsy cold colorful comfortable cool cozy crazy creamy creepy crispy crooked
crowded cruel crunchy curious curly cute damp dangerous dark deaf dear deep delicate delicious different dirty dizzy
double dry dull dusty eager early easy elegant empty enormous evil excited expensive faint fair faithful famous fancy
fast fat fearful fierce fine firm flat fluffy foggy foolish fragile free fresh friendly frosty frozen full funny furry
fuzzy generous gentle gigantic glad gloomy golden good gorgeous graceful grand grateful gray great greedy green grumpy
happy hard harmless healthy heavy helpful helpless high hollow honest hot huge humble hungry icy impatient important
independent innocent itchy jealous jolly joyful juicy kind large late lazy light little lively lonely long loose lost
loud lovely loyal lucky mad magical massive mean messy mighty miserable modern muddy mysterious narrow naughty neat
nervous new nice noisy obedient odd old orange ordinary patient peaceful perfect pink plain playful pleasant polite
poor popular powerful precious pretty proud puffy pure purple quick quiet rare ready red restless rich ripe rocky
rotten rough round royal rude rusty sad safe salty sandy scared scary selfish serious shallow sharp shiny short shy
sick silent silly silver simple skinny sleepy slim slippery slow sly small smart smelly smooth soft sore sour sparkly
special spicy spooky spotted square steep sticky stiff strange strict striped strong stubborn sudden sunny sweet swift
tall tame tasty tender terrible thick thin thirsty thoughtful tidy tight tiny tired tough tricky ugly unhappy unusual
useful useless vain velvety violet warm weak weird wet white whole wicked wide wild windy wise wonderful wooden wooly
worried wrong yellow young yummy
"""
