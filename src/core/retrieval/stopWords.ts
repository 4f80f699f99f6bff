/** Words that stand in half of all code: no term is made of them. */
export const CODE_STOP_WORDS: ReadonlySet<string> = new Set(
  `if else elif return const let var function def func fn this self null nil none undefined true false new for while in of
  is not and or the to an as be it on at by with from import export default then do end begin try catch throw throws
  void int str string bool boolean static public private protected class package use that are was has have will can may
  must should we you its into case break continue switch`.split(/\s+/),
);

/** Words of a question that say nothing about the code. */
export const QUESTION_STOP_WORDS: ReadonlySet<string> = new Set(
  `где как что кто когда зачем почему какой какая какие какое каким какого какую куда откуда сколько чем чего чему
  это этот эта эти этого тот та те того там тут здесь тогда так такой также тоже и или а но да нет не ни же ли бы если
  чтобы чтоб потому поэтому хотя пока уже ещё еще лишь только даже очень более менее самый самая сам сама само себя свой
  своя свои своего в во на над под по при про для из изо от до об о обо с со к ко у за перед через между без около вокруг
  после против вместо кроме я ты он она оно они мы вы его её ее их им ему ей нам вам мне меня тебя него нее ней них
  который которая которое которые которого которому которую которых быть был была было были есть будет будут может могут
  можно нужно надо должен должна должны происходит происходят делается делают делает сделано сделать решается решает
  устроен устроена устроено работает реализован реализована реализовано код кода коде место месте находится находятся
  покажи показать расскажи объясни найди скажи пожалуйста один одна одно одни другой другие другим друг всё все весь вся
  всех всего каждый каждая раз прямо именно то нибудь либо случае одну одной одному одним несколько много мало многих чей чья чьё чьи слишком часто редко иногда всегда никогда
  вообще просто нет есть сейчас теперь потом затем сначала снова опять кого кому кем ком чём нём ней ним своей своим своих
  своему моя мой мои наш наша ваш вся этой этом этих этими той тем теми тому того ту эту всем всеми всему вон вот ведь уж
  the a an of to in on at by for with from into and or not is are was were be been being it its this that these those
  there here how where what which who when why does do did done has have had can could should would will may might must
  i you we they he she my your our their them if then else than so as but about over under out up down get gets got
  code place happens happen implemented works work show tell explain find please one ones other any all each every some
  no only just too very more most less own same such while during before after until because`.split(/\s+/),
);
